/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
  private static final BearerToken.Parties PARTIES =
      new BearerToken.Parties("aggregator", "prover");
  private static final String TOKEN = "correct-horse-battery-staple";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir private Path dir;
  private final AtomicLong refused = new AtomicLong();
  private final List<Status> closed = new ArrayList<>();
  private int passed;

  private BearerToken token(final String text) throws IOException {
    return BearerToken.fromFile(
        Files.writeString(dir.resolve("token"), text), PARTIES, refused::addAndGet);
  }

  private final class Call extends ServerCall<String, String> {
    @Override
    public void request(final int count) {}

    @Override
    public void sendHeaders(final Metadata headers) {}

    @Override
    public void sendMessage(final String message) {}

    @Override
    public void close(final Status status, final Metadata trailers) {
      closed.add(status);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<String, String> getMethodDescriptor() {
      throw new UnsupportedOperationException();
    }
  }

  private boolean isLetIn(final BearerToken token, final Metadata headers) {
    final int before = passed;
    token.interceptCall(
        new Call(),
        headers,
        (call, ignored) -> {
          passed++;
          return new ServerCall.Listener<>() {};
        });
    return passed > before;
  }

  private static Metadata showing(final String header) {
    final Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, header);
    return headers;
  }

  @Test
  void whoShowsItIsLetIn() throws IOException {
    assertThat(isLetIn(token(TOKEN + "\n"), showing("Bearer " + TOKEN))).isTrue();
    assertThat(closed).isEmpty();
    assertThat(refused).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer correct-horse-battery-stapl",
        "Bearer correct-horse-battery-staplee",
        "Bearer Correct-horse-battery-staple",
        "Bearer  correct-horse-battery-staple",
        "bearer correct-horse-battery-staple",
        "Basic correct-horse-battery-staple",
        "correct-horse-battery-staple",
        "Bearer",
        "Bearer "
      })
  void whoShowsSomethingElseIsNot(final String header) throws IOException {
    assertThat(isLetIn(token(TOKEN), showing(header))).isFalse();
    assertThat(closed)
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
              assertThat(status.getDescription())
                  .isEqualTo("the bearer token is not the one of this aggregator");
            });
    assertThat(refused).hasValue(1);
  }

  @Test
  void whoShowsNothingIsToldWhatIsAskedFor() throws IOException {
    assertThat(isLetIn(token(TOKEN), new Metadata())).isFalse();
    assertThat(closed.getFirst().getDescription())
        .isEqualTo("this aggregator asks for a bearer token and none was shown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "short-token-15c", "with a blank in it", "umlaut-\u00e4-in-the-token"})
  void aWeakOrUnprintableTokenIsRefused(final String text) {
    assertThatThrownBy(() -> token(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must hold 16 to 4096 printable characters without a blank")
        .hasMessageNotContaining(text.isEmpty() ? "secret" : text);
  }

  @Test
  void lengthsHaveLimits() throws IOException {
    token("x".repeat(BearerToken.MIN_LENGTH));
    token("x".repeat(BearerToken.MAX_LENGTH));
    assertThatThrownBy(() -> token("x".repeat(BearerToken.MAX_LENGTH + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    assertThatThrownBy(
            () -> BearerToken.fromFile(dir.resolve("absent"), PARTIES, refused::addAndGet))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the prover token file " + dir.resolve("absent"));
    final Path binary =
        Files.write(
            dir.resolve("binary"), "\u00ff".repeat(20).getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> BearerToken.fromFile(binary, PARTIES, refused::addAndGet))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsNeverShown() throws IOException {
    assertThat(token(TOKEN).toString()).doesNotContain(TOKEN);
  }
}
