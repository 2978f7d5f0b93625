package dev.kedge.samples.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;

/**
 * A database that is compared: what it is and how it is opened. One implementation an engine, set
 * up as somebody would who knows it well and needs each commit to survive a power cut.
 */
interface Engine {

  /** The version of the library in use. */
  String version();

  /** How it is set up, each sentence by itself, for people who would have done it differently. */
  List<String> settings(EngineSettings settings);

  /** What a commit has reached when it returns. */
  String commitGuarantee();

  /** Opens the database in a directory that is there, and makes one if it is empty. */
  Store open(Path directory, EngineSettings settings) throws Exception;
}
