/** The quickstart of Kedge. It uses what the engine exports, and nothing else. */
module dev.kedge.samples.quickstart {
  requires dev.kedge.engine;
  requires static org.jspecify;
}
