package dev.kedge.samples.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jmxterm, the Prometheus agent and Jolokia on one managed engine under load. */
class ToolsTest {

  private static final String BACKUP = "dev.kedge:type=Backup,database=orders.kv";

  @TempDir private static Path directory;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static int jmx;
  private static int prometheus;
  private static int jolokia;
  private static Engine engine;

  @BeforeAll
  static void start() throws IOException {
    jmx = Engine.freePort();
    prometheus = Engine.freePort();
    jolokia = Engine.freePort();
    engine =
        Engine.start(
            directory,
            List.of(
                "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                "-Djava.rmi.server.hostname=127.0.0.1",
                "-Dcom.sun.management.jmxremote.port=" + jmx,
                "-Dcom.sun.management.jmxremote.rmi.port=" + jmx,
                "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false",
                "-javaagent:%s=127.0.0.1:%d:%s"
                    .formatted(
                        Engine.tool("jmx_prometheus_javaagent"),
                        prometheus,
                        Engine.shipped("prometheus/jmx-exporter.yaml")),
                "-javaagent:%s=port=%d,host=127.0.0.1,policyLocation=%s"
                    .formatted(
                        Engine.tool("jolokia-agent-jvm-javaagent"),
                        jolokia,
                        Engine.shipped("jolokia/policy.xml").toUri())));
  }

  @AfterAll
  static void stop() throws IOException {
    engine.close();
  }

  @Test
  void jmxtermListsReadsBacksUpVerifiesSyncsAndIsRefused() throws Exception {
    String out =
        Jmxterm.run(
            jmx,
            "beans -d dev.kedge",
            "bean " + BACKUP,
            "info",
            "get Directory LastSuccessVersion",
            "run backup term.kvbak",
            "run verifyBackup term.kvbak",
            "run backup ../escape.kvbak",
            "run backup term.kvbak",
            "run deleteBackup term.kvbak no",
            "bean dev.kedge:type=Database,database=orders.kv",
            "run startCheck",
            "bean dev.kedge:type=Operations,database=orders.kv",
            "get LatestKind",
            "bean dev.kedge:type=Replica,database=orders.kv,name=destination",
            "get State Fenced",
            "run sync",
            "run enforceRetention no");
    assertTrue(out.contains("dev.kedge:database=standby.kv,type=Shipping"), out);
    assertTrue(out.contains("startBackup(java.lang.String name,boolean compressed)"), out);
    assertTrue(out.contains("LastSuccessVersion = "), out);
    assertTrue(out.contains("state = DONE;"), out);
    assertTrue(out.contains("'../escape.kvbak' is no name"), out);
    assertTrue(out.contains("nothing is overwritten"), out);
    assertTrue(out.contains("confirmation must be 'term.kvbak'"), out);
    assertTrue(out.contains("LatestKind = check;"), out);
    assertTrue(out.contains("State = RUNNING;"), out);
    assertTrue(out.contains("kind = sync;"), out);
    assertTrue(out.contains("confirmation must be 'destination'"), out);
    assertTrue(out.contains("dev.kedge:database=reader.kv,type=Follower"), out);
    assertTrue(Files.exists(directory.resolve("operations/term.kvbak")));
    assertFalse(Files.exists(directory.resolve("escape.kvbak")));
    String audit = Files.readString(directory.resolve("engine.log"));
    assertTrue(audit.contains("what=\"Backup.backup(../escape.kvbak)\" outcome=\"failed"), audit);
  }

  @Test
  void thePrometheusAgentExportsTheSeriesOfTheGoldenList() throws Exception {
    String scraped = get("http://127.0.0.1:" + prometheus + "/metrics");
    Set<String> names =
        scraped
            .lines()
            .filter(line -> line.startsWith("kedge_"))
            .map(line -> line.replaceAll("[{ ].*", ""))
            .collect(Collectors.toSet());
    Set<String> golden =
        Golden.lines().stream().map(line -> line.split(" ", -1)[0]).collect(Collectors.toSet());
    assertEquals(golden, names);
    assertTrue(scraped.contains("kedge_database_primary{database=\"orders.kv\"} 1.0"), scraped);
    assertTrue(scraped.contains("kedge_shipping_lag_versions{database=\"standby.kv\"} NaN"));
    assertTrue(
        scraped.contains(
            "kedge_replica_lag_known{database=\"orders.kv\",replica=\"destination\"} 1.0"),
        scraped);
    assertTrue(scraped.contains("kedge_follower_running{database=\"reader.kv\"} 1.0"), scraped);
    assertTrue(scraped.contains("# TYPE kedge_database_commits_total counter"));
  }

  @Test
  void jolokiaReadsAndCallsWhatItsPolicyAllowsAndNothingElse() throws Exception {
    assertEquals(200, status("{\"type\":\"read\",\"mbean\":\"" + BACKUP + "\"}"));
    assertEquals(
        200,
        status(
            "{\"type\":\"read\",\"mbean\":\"dev.kedge:type=Operations,database=orders.kv\","
                + "\"attribute\":\"Operations\"}"));
    assertEquals(200, status(exec(BACKUP, "startBackup", "\"jolokia.kvbak\",true")));
    assertEquals(403, status(exec(BACKUP, "deleteBackup", "\"a\",\"a\"")));
    assertEquals(403, status(exec(BACKUP, "restore", "\"a\",\"b\",\"b\"")));
    assertEquals(
        403, status(exec("dev.kedge:type=Database,database=standby.kv", "promote", "\"x\"")));
    assertEquals(403, status(exec("java.lang:type=Memory", "gc", "")));
    assertEquals(
        403,
        status(
            "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\","
                + "\"attribute\":\"Verbose\",\"value\":true}"));
  }

  private static String exec(String bean, String operation, String arguments) {
    return "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"%s\",\"arguments\":[%s]}"
        .formatted(bean, operation, arguments);
  }

  /** The status that stands in the answer: that of HTTP is always 200. */
  private static int status(String request) throws Exception {
    String answer =
        HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + jolokia + "/jolokia/"))
                    .POST(BodyPublishers.ofString(request))
                    .build(),
                BodyHandlers.ofString())
            .body();
    Matcher status = Pattern.compile("\"status\":(\\d+)").matcher(answer);
    assertTrue(status.find(), answer);
    return Integer.parseInt(status.group(1));
  }

  private static String get(String address) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
        .body();
  }
}
