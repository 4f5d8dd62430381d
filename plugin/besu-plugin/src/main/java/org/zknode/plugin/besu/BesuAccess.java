/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import java.lang.reflect.Field;
import org.hyperledger.besu.cli.BesuCommand;
import org.hyperledger.besu.controller.BesuController;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The way to Besu's controller, which no plugin service hands out: a picocli option that was added
 * knows the command it belongs to, and that command holds the controller in a private field. This
 * and {@link ChannelAccess} are the only reflection of the plugin.
 */
public final class BesuAccess {
  /** Read by reflection; the linkage check knows it too. */
  public static final String CONTROLLER_FIELD = "besuController";

  private final BesuCommand command;

  private BesuAccess(final BesuCommand command) {
    this.command = command;
  }

  /**
   * Registers the options object and finds the command that it was added to.
   *
   * @throws HostException this Besu is not built as expected
   */
  public static BesuAccess register(
      final PicoCLIOptions service, final String namespace, final Object options) {
    final CommandSpec spec = CommandSpec.forAnnotatedObject(options);
    service.addPicoCLIOptions(namespace, spec);
    final CommandSpec root = spec.options().getFirst().command();
    if (root != null && root.userObject() instanceof BesuCommand command) {
      return new BesuAccess(command);
    }
    throw new HostException(
        "the command that option %s belongs to is not Besu's"
            .formatted(spec.options().getFirst().longestName()));
  }

  /**
   * The controller; it exists from {@code beforeExternalServices} on.
   *
   * @throws HostException this Besu has no such field, or it is still empty
   */
  public BesuController controller() {
    final Object value;
    try {
      final Field field = BesuCommand.class.getDeclaredField(CONTROLLER_FIELD);
      field.setAccessible(true);
      value = field.get(command);
    } catch (final ReflectiveOperationException e) {
      throw new HostException(
          "this Besu has no field BesuCommand.%s; run the linkage check against it"
              .formatted(CONTROLLER_FIELD),
          e);
    }
    if (value instanceof BesuController controller) {
      return controller;
    }
    throw new HostException("BesuCommand.%s is not set yet".formatted(CONTROLLER_FIELD));
  }
}
