/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.devnet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.zknode.devnet.process.LauncherException;

/**
 * A self-signed certificate of 127.0.0.1 with its key, for development, made by the JDK's keytool;
 * it is its own authority.
 *
 * @param certificate PEM file
 * @param key PEM file, PKCS#8 without a password, readable by its owner only
 */
public record DevCertificate(Path certificate, Path key) {
  /** Of the key store between keytool and us, which is deleted. */
  private static final String PASSWORD = "development";

  /**
   * @param directory where the files go; must be there
   * @param name of the files and in the certificate
   * @param start as keytool's -startdate, for instance -1d
   * @param days that it is valid
   * @throws LauncherException keytool is missing or fails
   */
  public static DevCertificate make(
      final Path directory, final String name, final String start, final int days) {
    final Path store = directory.resolve(name + ".p12");
    try {
      keytool(store, name, start, days);
      final KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      final Path key =
          Files.createFile(
              directory.resolve(name + ".key"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new DevCertificate(
          pem(
              directory.resolve(name + ".crt"),
              "CERTIFICATE",
              keys.getCertificate(name).getEncoded()),
          pem(key, "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
    } catch (final IOException | GeneralSecurityException e) {
      throw new LauncherException("no TLS certificate could be made: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException("interrupted while keytool made a certificate", e);
    } finally {
      store.toFile().delete();
    }
  }

  private static void keytool(
      final Path store, final String name, final String start, final int days)
      throws IOException, InterruptedException {
    final Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-startdate",
                    start,
                    "-validity",
                    Integer.toString(days),
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    final String output =
        new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed: " + output.strip());
    }
  }

  private static Path pem(final Path file, final String type, final byte[] der) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(der), type));
  }
}
