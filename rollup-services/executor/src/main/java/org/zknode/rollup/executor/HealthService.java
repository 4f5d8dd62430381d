/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.executor;

import io.grpc.stub.StreamObserver;
import org.zknode.proto.executor.v1.ExecutorGrpc;
import org.zknode.proto.health.v1.HealthCheckRequest;
import org.zknode.proto.health.v1.HealthCheckResponse;
import org.zknode.proto.health.v1.HealthCheckResponse.ServingStatus;
import org.zknode.proto.health.v1.HealthGrpc;

/** Whoever is answered is served: an executor has nothing that could be missing later. */
final class HealthService extends HealthGrpc.HealthImplBase {
  @Override
  public void check(
      final HealthCheckRequest request, final StreamObserver<HealthCheckResponse> answer) {
    final boolean known =
        request.getService().isEmpty() || request.getService().equals(ExecutorGrpc.SERVICE_NAME);
    answer.onNext(
        HealthCheckResponse.newBuilder()
            .setStatus(known ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN)
            .build());
    answer.onCompleted();
  }
}
