/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.tuweni.bytes.Bytes;
import org.zknode.devnet.process.JsonRpc;
import org.zknode.devnet.process.LauncherException;
import org.zknode.rollup.witness.ExecutionPayload;
import org.zknode.rollup.witness.SszException;
import org.zknode.rollup.witness.StatelessInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zknode prover-input}. */
@Command(
    name = "prover-input",
    mixinStandardHelpOptions = true,
    description =
        "Writes what a zkVM's guest needs to execute each block of a batch: one file a block (schema id and SSZ), and manifest.json with what has to come out.")
public final class ProverInputCommand implements Callable<Integer> {
  private static final String METHOD = "zknode_getProverInput";

  /** The node may have to execute the batch again. */
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final PrintStream out;

  @Parameters(paramLabel = "BATCH", description = "Number of a closed batch, or a batch tag")
  String batch;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "<folder>",
      description = "Where the files are written; made if need be")
  Path folder;

  @Option(
      names = "--rpc-url",
      paramLabel = "<url>",
      description = "JSON-RPC of a node on Besu (default: ${DEFAULT-VALUE})")
  URI rpcUrl = URI.create("http://127.0.0.1:8545");

  ProverInputCommand(final PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    final JsonNode answer = ask();
    if (answer.isNull()) {
      throw new LauncherException("%s has no batch %s".formatted(rpcUrl, batch));
    }
    final ObjectNode manifest = JsonMapper.builder().build().createObjectNode();
    manifest.put("schemaId", StatelessInput.SCHEMA.toHexString());
    manifest.put("chainId", Long.decode(answer.path("chainId").asText()));
    manifest.put("batch", Long.decode(answer.path("batchNumber").asText()));
    manifest.put("stateRoot", answer.path("stateRoot").asText());
    final ArrayNode blocks = manifest.putArray("blocks");
    try {
      Files.createDirectories(folder);
      long bytes = 0;
      for (final JsonNode block : answer.path("blocks")) {
        bytes += write(Bytes.fromHexString(block.path("input").asText()), blocks.addObject());
      }
      Files.writeString(folder.resolve("manifest.json"), manifest.toPrettyString() + "\n");
      out.printf(
          "%d block(s) of batch %d, %d bytes, in %s%n",
          blocks.size(), manifest.path("batch").asLong(), bytes, folder);
      return 0;
    } catch (final IOException e) {
      throw new LauncherException("%s cannot be written: %s".formatted(folder, e), e);
    } catch (final SszException | IllegalArgumentException e) {
      throw new LauncherException(
          "%s gave no input of a guest: %s".formatted(rpcUrl, e.getMessage()), e);
    }
  }

  private JsonNode ask() {
    final String name =
        batch.matches("\\d+") ? "0x" + Long.toHexString(Long.parseLong(batch)) : batch;
    try {
      return new JsonRpc(rpcUrl, TIMEOUT).call(METHOD, name);
    } catch (final IOException | JsonRpc.RpcError e) {
      throw new LauncherException(
          "%s does not give the input of batch %s: %s".formatted(rpcUrl, batch, e.getMessage()), e);
    }
  }

  /** The manifest says what is in the file, not what the node says of it. */
  private long write(final Bytes input, final ObjectNode entry) throws IOException, SszException {
    final StatelessInput decoded = StatelessInput.decode(input);
    final ExecutionPayload payload = decoded.request().payload();
    final String file = "block-%d.ssz".formatted(payload.number());
    Files.write(folder.resolve(file), input.toArrayUnsafe());
    entry.put("number", payload.number());
    entry.put("hash", payload.blockHash().toHexString());
    entry.put("parentHash", payload.parentHash().toHexString());
    entry.put("stateRoot", payload.stateRoot().toHexString());
    entry.put("receiptsRoot", payload.receiptsRoot().toHexString());
    entry.put("gasUsed", payload.gasUsed());
    entry.put("transactions", payload.transactions().size());
    entry.put("file", file);
    entry.put("bytes", input.size());
    return input.size();
  }
}
