/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zknode.bench.attack.AttackBench;

/** What is refused before anything is started, each with one sentence and exit code 1. */
class CommandLimitsTest {
  @TempDir private Path dir;

  private static void assertRefused(final CommandRun run, final String sentence) {
    assertThat(run.err()).isEqualTo("zknode: %s%n".formatted(sentence));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "devnet,--verifiers,0,8",
    "devnet,--verifiers,9,8",
    "devnet,--provers,0,8",
    "devnet,--provers,-1,8",
    "devnet,--exit-after-verified,0,1000",
    "devnet,--exit-after-verified,1001,1000",
    "bench,--seconds,0,3600",
    "bench,--rate,0,10000",
    "bench,--bound-millis,60001,60000",
    "bench,--seconds,3601,3600",
    "bench,--verifiers,9,8",
    "bench-rollup,--seconds,0,3600",
    "bench-rollup,--transactions,1000001,1000000",
    "bench-rollup,--batches,0,100000",
    "bench-attack,--seconds,3601,3600",
    "bench-attack,--before,0,3600",
    "bench-pool,--transactions,0,1000000",
    "bench-pool,--nodes,17,16"
  })
  void numbersHaveLimits(
      final String command, final String option, final String value, final String most) {
    System.setProperty("zknode.home", dir.toString());
    try {
      assertRefused(
          CommandRun.of(command, option, value),
          "%s is from 1 to %s, not %s".formatted(option, most, value));
    } finally {
      System.clearProperty("zknode.home");
    }
  }

  @Test
  void anEngineIsOneOfThree() {
    assertRefused(
        CommandRun.of("devnet", "--engine", "geth"),
        "--engine is auto, besu or embedded, not 'geth'");
    assertRefused(
        CommandRun.of("devnet", "--engine", "besu"),
        "--engine besu needs a Besu: set BESU_HOME to its folder, or put besu on the PATH");
    assertRefused(
        CommandRun.in(
            Map.of("BESU_HOME", dir.toString(), "PATH", "/bin"), "devnet", "--engine", "BESU"),
        "BESU_HOME is %s, which has no bin/besu to run or no lib: set it to the folder of a Besu, or unset it, or choose --engine embedded"
            .formatted(dir));
  }

  @Test
  void depositsNeedAnL1OfTheDevnetsOwn(@TempDir final Path keys) throws IOException {
    assertRefused(
        onContractsThatAreThere("--fund-by-deposit", keys),
        "--fund-by-deposit needs an L1 of the devnet's own: the dev accounts have nothing on"
            + " --l1-url");
  }

  @Test
  void aSecondRollupNeedsAnL1OfTheDevnetsOwn(@TempDir final Path keys) throws IOException {
    assertRefused(
        onContractsThatAreThere("--l3", keys),
        "--l3 needs an L1 of the devnet's own: what deploys on L2 has ether there by the genesis"
            + " file, which the contracts at --l1-url do not know");
  }

  private static CommandRun onContractsThatAreThere(final String option, final Path keys)
      throws IOException {
    final Path key = Files.writeString(keys.resolve("key"), "01".repeat(32));
    final String address = "0x" + "11".repeat(20);
    return CommandRun.of(
        "devnet",
        "--engine=embedded",
        option,
        "--l1-url=http://127.0.0.1:1",
        "--l1-rollup-manager=" + address,
        "--l1-rollup=" + address,
        "--l1-global-exit-root-manager=" + address,
        "--l1-genesis-block=1",
        "--l1-sequencer-key-file=" + key,
        "--l1-aggregator-key-file=" + key);
  }

  @Test
  void aSecondRollupIsThatOfADevnet(@TempDir final Path folder) throws IOException {
    final Path devnet = Files.writeString(folder.resolve("devnet.json"), "{}");
    final String address = "--address=0x" + "11".repeat(20);
    assertRefused(CommandRun.of("bridge", "status", "--l3", address), "--l3 needs --devnet");
    assertRefused(
        CommandRun.of("bridge", "status", "--l3", "--devnet=" + devnet, address),
        "--l3: the devnet of %s has no second rollup; start it with zknode devnet --l3"
            .formatted(devnet));
  }

  @Test
  void jsonIsOfAResult() {
    assertRefused(CommandRun.of("devnet", "--json"), "--json needs --exit-after-verified");
  }

  @Test
  void unknownPartsAndAttacksListTheKnownOnes() {
    assertRefused(
        CommandRun.of("bench-rollup", "--only", "pool,prover"),
        "--only is of sequencer, follower, derivation, pool and settlement, not 'prover'");
    assertRefused(
        CommandRun.of("bench-attack", "--attacks", "ddos"),
        "--attacks is of %s, not 'ddos'".formatted(String.join(", ", AttackBench.names())));
  }

  @ParameterizedTest
  @CsvSource({"'10,10'", "'100,10'", "'1,5,5,9'"})
  void batchesAscend(final String batches) {
    assertRefused(
        CommandRun.of("bench-rollup", "--batches", batches),
        "--batches is ascending, not %s".formatted(List.of(batches.split(",")).toString()));
  }

  @Test
  void withoutTheScriptNothingStarts() {
    assertThat(System.getProperty("zknode.home")).isNull();
    for (final String command : List.of("devnet", "bench", "bench-rollup", "bench-attack")) {
      assertRefused(CommandRun.of(command), "start it by the script distribution/zknode");
    }
  }

  @ParameterizedTest
  @CsvSource({"check-besu", "install"})
  void aToolSaysThatItsZipIsNotBuilt(final String command) {
    System.setProperty("zknode.home", dir.toString());
    try {
      assertRefused(
          CommandRun.of(command, dir.toString()),
          "the plugin zip %s is missing: build it with mvn package"
              .formatted(dir.resolve("plugin-zip/target/zknode-besu-plugin.zip")));
    } finally {
      System.clearProperty("zknode.home");
    }
  }

  @Test
  void aFolderThatIsNotEmptyIsLeftAlone() throws IOException {
    final Path data = Files.createDirectory(dir.resolve("data"));
    Files.writeString(data.resolve("precious"), "of somebody");
    System.setProperty("zknode.home", dir.toString());
    try {
      assertRefused(
          CommandRun.of("devnet", "--engine=embedded", "--free-ports", "--data=" + data),
          "the folder %s is not empty: give --data a new or an empty folder".formatted(data));
    } finally {
      System.clearProperty("zknode.home");
    }
    assertThat(data.resolve("precious")).hasContent("of somebody");
  }

  @ParameterizedTest
  @CsvSource({
    "--port=70000,'--port is from 0 to 65535, not 70000'",
    "--port=-1,'--port is from 0 to 65535, not -1'",
    "--node=ftp://node.example,'--node is no http or https URL: ''ftp://node.example'''",
    "'--node=http://node.example,node.example','--node is no http or https URL: ''node.example'''",
    "--l1=file:///l1,'--l1 is no http or https URL: ''file:///l1'''",
    "--l1-explorer=l1.example,'--l1-explorer is no http or https URL: ''l1.example'''",
    "--bridge=ws://bridge.example,'--bridge is no http or https URL: ''ws://bridge.example'''"
  })
  void theExplorersOptionsAreLookedAt(final String option, final String sentence) {
    assertRefused(CommandRun.of("explorer", option), sentence);
  }

  @Test
  void theExplorersPortMayBeTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          CommandRun.of("explorer", "--port=" + taken.getLocalPort()),
          "cannot listen for browsers on 127.0.0.1:%d: Address already in use"
              .formatted(taken.getLocalPort()));
    }
  }

  private List<String> attached() throws IOException {
    final Path key = Files.writeString(dir.resolve("key"), "0x" + "11".repeat(32));
    return new ArrayList<>(
        List.of(
            "devnet",
            "--l1-url=http://localhost:1",
            "--l1-rollup-manager=0x" + "01".repeat(20),
            "--l1-rollup=0x" + "02".repeat(20),
            "--l1-global-exit-root-manager=0x" + "03".repeat(20),
            "--l1-genesis-block=1",
            "--l1-sequencer-key-file=" + key,
            "--l1-aggregator-key-file=" + key));
  }

  private static CommandRun run(final List<String> arguments) {
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void anotherL1NeedsAllThatIsKnownOfIt() throws IOException {
    for (int i = 1; i < attached().size(); i++) {
      final List<String> arguments = attached();
      final String option = arguments.remove(i);
      assertRefused(
          run(arguments),
          "a devnet on contracts that are there already also needs "
              + option.substring(0, option.indexOf('=')));
    }
    assertRefused(
        CommandRun.of("devnet", "--l1-url=http://localhost:1"),
        "a devnet on contracts that are there already also needs --l1-rollup-manager,"
            + " --l1-rollup, --l1-global-exit-root-manager, --l1-genesis-block,"
            + " --l1-sequencer-key-file, --l1-aggregator-key-file");
  }

  @ParameterizedTest
  @CsvSource({
    "--l1-rollup-manager,0x01,'''0x01'' is not an address (0x and 40 hex digits)'",
    "--l1-rollup,elderberry,'''elderberry'' is not an address (0x and 40 hex digits)'",
    "--l1-global-exit-root-manager,'',''''' is not an address (0x and 40 hex digits)'",
    "--l1-rollup,0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee,'0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAee"
        + " is not as it was meant: its capital letters (its checksum, EIP-55) do not fit its"
        + " digits; copy it again'",
    "--l1-sequencer-key-file,/no/such/file,names a file that cannot be read: /no/such/file",
    "--l1-genesis-block,-1,'is a block number, not -1'",
    "--l1-url,localhost:8545,'is no http or https URL: ''localhost:8545'''",
    "--l1-url,ftp://l1.example,'is no http or https URL: ''ftp://l1.example'''",
    "--l1-url,http:///path,'is no http or https URL: ''http:///path'''"
  })
  void eachOfThemIsLookedAt(final String option, final String value, final String problem)
      throws IOException {
    final List<String> arguments = attached();
    arguments.replaceAll(
        argument -> argument.startsWith(option + "=") ? option + "=" + value : argument);

    assertRefused(run(arguments), option + " " + problem);
  }
}
