/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.options;

import java.util.Locale;
import org.zknode.rollup.l1.L1Client.BlockTag;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code latest}, {@code safe} or {@code finalized}. */
public final class BlockTagConverter implements ITypeConverter<BlockTag> {
  @Override
  public BlockTag convert(final String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "latest" -> BlockTag.LATEST;
      case "safe" -> BlockTag.SAFE;
      case "finalized" -> BlockTag.FINALIZED;
      default ->
          throw new TypeConversionException(
              "'%s' is not one of latest, safe, finalized".formatted(value));
    };
  }
}
