/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.plugin.besu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ChannelAccessTest {
  /** Built as Besu's class is. */
  private static final class Connection {
    private final ChannelHandlerContext ctx;
    private final String other = "text";

    Connection(final ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }
  }

  @Test
  void readsTheChannelOfAConnection() {
    final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    final Connection connection = new Connection(channel.pipeline().firstContext());
    final ChannelAccess access = ChannelAccess.find(Connection.class.getName(), "ctx");
    assertThat(access.channelOf(connection)).isSameAs(channel);
    assertThatThrownBy(() -> access.channelOf("text"))
        .isInstanceOf(HostException.class)
        .hasMessage(
            "a devp2p connection is a java.lang.String, not a " + Connection.class.getName());
  }

  @Test
  void anotherBesuIsRefusedWithOneSentence() {
    final String name = Connection.class.getName();
    for (final String field : new String[] {"context", "other"}) {
      assertThatThrownBy(() -> ChannelAccess.find(name, field))
          .isInstanceOf(HostException.class)
          .hasMessage(
              "this Besu has no field %s.%s with a connection's channel; run the linkage check"
                  + " against it",
              name, field);
    }
    assertThatThrownBy(() -> ChannelAccess.find("org.example.Absent", "ctx"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("org.example.Absent.ctx");
  }
}
