/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.eth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A file with a private key; says what is wrong with another one, never what is in it. */
final class KeyFile {
  /** Bytes; a key with white space is below 100, a keystore file below 1000. */
  private static final int MAX_BYTES = 64 * 1024;

  private static final int HEX_DIGITS = 64;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]*");

  private KeyFile() {}

  static PrivateKey read(final Path file) {
    final String text = content(file).strip();
    if (text.isEmpty()) {
      throw refused(file, "is empty");
    }
    if (text.startsWith("{")) {
      throw refused(
          file,
          "is a keystore (JSON) file, which is not supported here: write the decrypted key into it, as 64 hex digits");
    }
    if (text.startsWith("-----BEGIN")) {
      throw refused(
          file, "is a PEM file, which is not supported here: write the key as 64 hex digits");
    }
    final String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    if (!HEX.matcher(digits).matches()) {
      throw refused(
          file,
          "does not contain a 32-byte hex private key: it has other characters than hex digits");
    }
    if (digits.length() != HEX_DIGITS) {
      throw refused(
          file,
          "does not contain a 32-byte hex private key: it has %d hex digits instead of %d"
              .formatted(digits.length(), HEX_DIGITS));
    }
    try {
      return PrivateKey.fromHex(digits);
    } catch (final IllegalArgumentException e) {
      throw refused(
          file,
          "does not contain a 32-byte hex private key: the number is not between 1 and the order of secp256k1");
    }
  }

  private static String content(final Path file) {
    if (Files.isDirectory(file)) {
      throw refused(file, "is a directory");
    }
    try {
      final long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw refused(file, "has %d bytes: it is no key".formatted(size));
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (final NoSuchFileException e) {
      throw refused(file, "cannot be read: it does not exist");
    } catch (final AccessDeniedException e) {
      throw refused(file, "cannot be read: permission denied");
    } catch (final CharacterCodingException e) {
      throw refused(file, "does not contain a 32-byte hex private key: it is not text");
    } catch (final IOException e) {
      throw new IllegalArgumentException("key file %s cannot be read: %s".formatted(file, e), e);
    }
  }

  private static IllegalArgumentException refused(final Path file, final String why) {
    return new IllegalArgumentException("key file %s %s".formatted(file, why));
  }
}
