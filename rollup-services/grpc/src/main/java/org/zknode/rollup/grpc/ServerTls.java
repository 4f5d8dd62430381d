/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rollup.grpc;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gRPC server's TLS identity, checked before it is used: a certificate that no client would
 * accept is told when the node starts, not when the first client tries.
 */
public final class ServerTls {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]++)-----END PRIVATE KEY-----");
  private static final byte[] SAMPLE = "zknode".getBytes(StandardCharsets.US_ASCII);

  private final ServerCredentials credentials;
  private final Path file;
  private final Instant notAfter;

  private ServerTls(final ServerCredentials credentials, final Path file, final Instant notAfter) {
    this.credentials = credentials;
    this.file = file;
    this.notAfter = notAfter;
  }

  /**
   * @throws IllegalArgumentException a file cannot be read or used, or the certificate is not valid
   *     now; the message names the file and what is wrong
   */
  public static ServerTls load(final ServerAccess.Tls config, final Clock clock) {
    final X509Certificate certificate = certificates(config.certificateFile()).getFirst();
    requireValid(config.certificateFile(), certificate, clock);
    final byte[] key = read(config.keyFile());
    requireMatching(config, certificate.getPublicKey(), key);
    final TlsServerCredentials.Builder builder = TlsServerCredentials.newBuilder();
    try {
      builder.keyManager(
          new ByteArrayInputStream(read(config.certificateFile())), new ByteArrayInputStream(key));
      if (config.clientCaFile().isPresent()) {
        final Path ca = config.clientCaFile().get();
        for (final X509Certificate authority : certificates(ca)) {
          requireValid(ca, authority, clock);
        }
        builder.trustManager(new ByteArrayInputStream(read(ca)));
        builder.clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
      }
    } catch (final IOException e) {
      throw new IllegalArgumentException(
          "the TLS files of the server cannot be used: " + e.getMessage(), e);
    }
    return new ServerTls(
        builder.build(), config.certificateFile(), certificate.getNotAfter().toInstant());
  }

  public ServerCredentials credentials() {
    return credentials;
  }

  /** Clients refuse the connection from then on. */
  public Instant notAfter() {
    return notAfter;
  }

  public Path file() {
    return file;
  }

  private static byte[] read(final Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (final IOException e) {
      throw new IllegalArgumentException("file %s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static List<X509Certificate> certificates(final Path file) {
    try {
      final List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (final CertificateException e) {
      throw new IllegalArgumentException(
          "file %s holds no PEM certificate: %s".formatted(file, e.getMessage()), e);
    }
    throw new IllegalArgumentException("file %s holds no PEM certificate".formatted(file));
  }

  private static void requireValid(
      final Path file, final X509Certificate certificate, final Clock clock) {
    final Instant now = clock.instant();
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new IllegalArgumentException(
          "the certificate in %s expired at %s"
              .formatted(file, certificate.getNotAfter().toInstant()));
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw new IllegalArgumentException(
          "the certificate in %s is not valid before %s"
              .formatted(file, certificate.getNotBefore().toInstant()));
    }
  }

  /** Signs a sample: a key of another certificate would only show at the first handshake. */
  private static void requireMatching(
      final ServerAccess.Tls config, final PublicKey publicKey, final byte[] pem) {
    final Matcher matcher = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          ("file %s holds no private key in PKCS#8 PEM without a password (BEGIN PRIVATE KEY);"
                  + " openssl pkcs8 -topk8 -nocrypt makes one")
              .formatted(config.keyFile()));
    }
    final boolean matches;
    try {
      final byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
      final PrivateKey key =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      matches = verifies(publicKey, key);
    } catch (final GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the private key in %s is not one for the %s certificate in %s"
              .formatted(config.keyFile(), publicKey.getAlgorithm(), config.certificateFile()),
          e);
    }
    if (!matches) {
      throw new IllegalArgumentException(
          "the private key in %s does not belong to the certificate in %s"
              .formatted(config.keyFile(), config.certificateFile()));
    }
  }

  private static boolean verifies(final PublicKey publicKey, final PrivateKey key)
      throws GeneralSecurityException {
    final String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    final Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(SAMPLE);
    final byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(SAMPLE);
    return signature.verify(signed);
  }
}
