package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.Jazzer;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Looks for inputs that the parsers don't stand, guided by coverage: each method of {@link
 * ParserFuzzTest} and {@code DestinationFuzzTest} in a process of its own, for its share of {@code
 * kedge.campaign.seconds}; {@code kedge.fuzz} names a single one. What was covered is kept in
 * {@code target/fuzz}, and so is an input that fails: it belongs among the resources then, in
 * {@code <class>Inputs/<method>}.
 */
class FuzzCampaignTest {

  private static final Path FOUND = Path.of("target", "fuzz").toAbsolutePath();
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

  @Test
  @Tag("campaign")
  void noInputIsFoundThatAParserDoesNotStand() throws Exception {
    String only = System.getProperty("kedge.fuzz");
    Class<?> ofDestinations = Class.forName("dev.kedge.replica.DestinationFuzzTest");
    List<Method> targets =
        Stream.of(ParserFuzzTest.class, ofDestinations)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(FuzzTest.class))
            .filter(method -> only == null || only.equals(method.getName()))
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    long seconds = Long.getLong("kedge.campaign.seconds", 0) / targets.size();
    long all = 0;
    List<AssertionError> failures = new ArrayList<>();
    for (Method target : targets) {
      try {
        long runs = fuzz(target, Math.max(1, seconds));
        System.out.println(target.getName() + ": " + runs + " executions");
        all += runs;
      } catch (AssertionError e) {
        failures.add(e);
      }
    }
    System.out.println("fuzzing: " + all + " executions of " + targets.size() + " parsers");
    assertEquals(List.of(), failures);
  }

  private static long fuzz(Method method, long seconds) throws IOException {
    String target = method.getName();
    Path corpus = Files.createDirectories(FOUND.resolve(target));
    Path log = FOUND.resolve(target + ".log");
    Process process =
        new ProcessBuilder(command(method, seconds, corpus))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int exit = process.onExit().join().exitValue();
    String said = Files.readString(log);
    assertEquals(0, exit, () -> target + " failed, see " + log + "\n" + failure(said));
    Matcher done = DONE.matcher(said);
    assertTrue(done.find(), () -> "it did not run, see " + log);
    return Long.parseLong(done.group(1));
  }

  private static List<String> command(Method target, long seconds, Path corpus) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Jazzer.class.getName());
    command.add("--target_class=" + target.getDeclaringClass().getName());
    command.add("--target_method=" + target.getName());
    command.add("--instrumentation_includes=dev.kedge.**");
    command.add("--instrumentation_excludes=dev.kedge.internal.io.Sim**");
    // What it knows of injections into SQL and the like has nothing to find here.
    command.add("--custom_hook_excludes=**");
    command.add("--reproducer_path=" + FOUND);
    command.addAll(
        List.of("-artifact_prefix=" + FOUND + "/" + target.getName() + "-", "-timeout=600"));
    command.addAll(List.of("-rss_limit_mb=0", "-max_total_time=" + seconds, corpus.toString()));
    return command;
  }

  private static String failure(String log) {
    int at = log.indexOf("== Java Exception");
    return at < 0 ? "" : log.substring(at, Math.min(log.length(), at + 4000));
  }
}
