package dev.kedge.replica;

class MemoryReplicaClientTest extends ReplicaClientContractTest {

  @Override
  protected ReplicaClient open() {
    return new MemoryReplicaClient();
  }
}
