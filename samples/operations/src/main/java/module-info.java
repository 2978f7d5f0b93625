/** A managed engine to try the tools of operators on. It uses what the engine exports alone. */
module dev.kedge.samples.operations {
  requires dev.kedge.engine;
  requires static org.jspecify;
}
