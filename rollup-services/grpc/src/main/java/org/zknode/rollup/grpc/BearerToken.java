/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.zknode.rollup.metrics.Metrics;

/** Refuses calls that do not show the bearer token (RFC 6750, in gRPC metadata). */
public final class BearerToken implements ServerInterceptor {
  /** Bytes of the headers of a call; ours has a token at the most. */
  public static final int MAX_METADATA_BYTES = 16 * 1024;

  /** Characters; below it a token could be guessed. */
  static final int MIN_LENGTH = 16;

  /** Characters; what fits into {@link #MAX_METADATA_BYTES} beside the rest. */
  static final int MAX_LENGTH = 4096;

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "Bearer ";

  private final byte[] token;
  private final Parties parties;
  private final Metrics.Counter refused;

  private BearerToken(final byte[] token, final Parties parties, final Metrics.Counter refused) {
    this.token = token;
    this.parties = parties;
    this.refused = refused;
  }

  /**
   * For messages to people.
   *
   * @param server in one word, "aggregator"
   * @param client likewise, "prover"
   */
  public record Parties(String server, String client) {}

  /**
   * @throws IllegalArgumentException the file cannot be read or holds no token; the message names
   *     the file and never the token
   */
  public static BearerToken fromFile(
      final Path file, final Parties parties, final Metrics.Counter refused) {
    final String text;
    try {
      text = Files.readString(file).strip();
    } catch (final IOException e) {
      throw new IllegalArgumentException(
          "the %s token file %s cannot be read: %s".formatted(parties.client(), file, e), e);
    }
    if (!text.matches("[\\x21-\\x7e]{%d,%d}".formatted(MIN_LENGTH, MAX_LENGTH))) {
      throw new IllegalArgumentException(
          "the %s token file %s must hold %d to %d printable characters without a blank"
              .formatted(parties.client(), file, MIN_LENGTH, MAX_LENGTH));
    }
    return new BearerToken(text.getBytes(StandardCharsets.US_ASCII), parties, refused);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      final ServerCall<Q, A> call, final Metadata headers, final ServerCallHandler<Q, A> next) {
    final String shown = headers.get(AUTHORIZATION);
    if (shown != null && shown.startsWith(SCHEME) && matches(shown.substring(SCHEME.length()))) {
      return next.startCall(call, headers);
    }
    refused.increment();
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            shown == null
                ? "this %s asks for a bearer token and none was shown".formatted(parties.server())
                : "the bearer token is not the one of this %s".formatted(parties.server())),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /** Takes as long whatever is wrong. */
  private boolean matches(final String shown) {
    return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "BearerToken[hidden]";
  }
}
