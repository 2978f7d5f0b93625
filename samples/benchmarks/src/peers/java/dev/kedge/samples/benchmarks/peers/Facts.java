package dev.kedge.samples.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * What one has to know of an engine to judge its numbers, as a list in Markdown.
 *
 * @param engine of whom
 * @param settings what all engines are given alike
 */
record Facts(Engine engine, EngineSettings settings) {

  List<String> lines(List<BackupWay> ways) {
    List<String> lines = new ArrayList<>();
    lines.add("version " + engine.version());
    lines.addAll(engine.settings(settings));
    lines.add("a commit that returned is: " + engine.commitGuarantee());
    for (BackupWay way : ways) {
      lines.add("backup by " + way.name() + ": " + way.guarantee());
    }
    return lines;
  }
}
