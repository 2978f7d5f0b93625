package dev.kedge.samples.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** jmxterm as a process of its own, as operators have it. */
final class Jmxterm {

  private Jmxterm() {}

  /** Runs a script on what listens on a port of this host, and gives all that is printed. */
  static String run(int port, String... script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Engine.tool("jmxterm-uber").toString(),
                "-n",
                "-v",
                "brief")
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      String lines = "open 127.0.0.1:" + port + "\n" + String.join("\n", script) + "\n";
      in.write(lines.getBytes(UTF_8));
    }
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return out;
  }
}
