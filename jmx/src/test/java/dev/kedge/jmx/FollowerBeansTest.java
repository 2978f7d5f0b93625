package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.SERVER;
import static dev.kedge.jmx.Beans.await;
import static dev.kedge.jmx.Beans.bean;
import static dev.kedge.jmx.Beans.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Follower;
import dev.kedge.replica.FollowerBuilder;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of followers, and do with them. */
class FollowerBeansTest {

  private static final String BEAN = "dev.kedge:type=Follower,database=standby.kv";

  @TempDir private Path directory;
  private Path destination;
  private ReplicaClient client;
  private Database primary;
  private Replica replica;

  @BeforeEach
  void open() {
    destination = directory.resolve("destination");
    client = new FileReplicaClient(destination);
    primary = Database.open(directory.resolve("app.kv"));
    replica = Replica.builder(primary, client).syncInterval(Duration.ofMillis(10)).build();
    put("a", "1");
    replica.sync();
  }

  @AfterEach
  void close() {
    primary.close();
  }

  private void put(String key, String value) {
    primary.put(key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private FollowerBuilder follower() {
    return Follower.builder(directory.resolve("standby.kv"), client)
        .pollInterval(Duration.ofMillis(10));
  }

  @Test
  void aFollowerHasItsBeanUntilItIsClosed() throws IOException {
    try (Follower follower = follower().open()) {
      assertTrue(Beans.registered(SERVER).contains(BEAN));
      FollowerMXBean bean = bean("standby.kv", FollowerMXBean.class);
      assertEquals(follower.position().toString(), bean.getPosition());
      assertEquals("file://" + destination, bean.getDestination());
      assertFalse(bean.isRunning());
      bean.start();
      assertTrue(bean.isRunning());
      bean.stop();
      assertFalse(bean.isRunning());
    }
    assertFalse(Beans.registered(SERVER).contains(BEAN));
  }

  @Test
  void itsLagIsUnknownUntilAHeartbeatTellsAndThenKnownWhereverItIsAskedFor() {
    try (Follower follower = follower().open()) {
      FollowerMXBean bean = bean("standby.kv", FollowerMXBean.class);
      ShippingMXBean shipping = bean("standby.kv", ShippingMXBean.class);
      assertFalse(bean.isLagKnown());
      assertTrue(Double.isNaN(bean.getLagVersions()), "unknown is not 0");
      assertTrue(Double.isNaN(bean.getLagSeconds()));
      assertTrue(Double.isNaN(bean.getHeartbeatAgeSeconds()));
      assertFalse(shipping.isLagKnown());
      put("b", "2");
      replica.start();
      assertTrue(replica.awaitReplicated(2, Duration.ofSeconds(30)));
      follower.start();
      await("a heartbeat", bean::isLagKnown);
      await("the commit", () -> bean.getVersion() == 2);
      assertEquals(0, bean.getLagVersions());
      assertEquals(0, bean.getLagBytes());
      assertEquals(0, bean.getLagSeconds());
      assertTrue(bean.getHeartbeatAgeSeconds() >= 0);
      assertTrue(shipping.isLagKnown());
      assertEquals(0, shipping.getLagSeconds());
      double commit = primary.view(now -> Time.epochSeconds(now.commitTime()));
      assertEquals(commit, bean.getCommitTimestampSeconds());
    }
  }

  @Test
  void itIsPolledByHandAndPromotedWhenThatIsConfirmed() {
    try (Follower follower = follower().open()) {
      FollowerMXBean bean = bean("standby.kv", FollowerMXBean.class);
      put("b", "2");
      replica.sync();
      assertEquals(primary.position().toString(), bean.poll().result().get("position"));
      assertEquals(1, bean.getAppliedTotal());
      ShippingMXBean shipping = bean("standby.kv", ShippingMXBean.class);
      double commit = primary.view(now -> Time.epochSeconds(now.commitTime()));
      assertEquals(commit, shipping.getLastAppliedTimestampSeconds());
      assertTrue(refusal(() -> bean.promote("app.kv")).contains("must be 'standby.kv'"));
      follower.start();
      bean.promote("standby.kv");
      assertFalse(bean.isRunning());
      assertFalse(bean.isLagKnown());
      assertTrue(bean("standby.kv", DatabaseMXBean.class).isPrimary());
      assertEquals(commit, shipping.getLastAppliedTimestampSeconds());
      assertTrue(refusal(() -> bean.promote("standby.kv")).contains("promoted already"));
    }
  }

  @Test
  void whatFailsIsToldAndAReseededOneStillHasItsBean() throws IOException {
    try (Follower follower = follower().reseed(true).open()) {
      Database before = follower.database();
      makeAGap();
      bean("standby.kv", FollowerMXBean.class).poll();
      FollowerMXBean bean = bean("standby.kv", FollowerMXBean.class);
      assertTrue(before != follower.database());
      assertEquals(1, bean.getReseedsTotal());
      assertEquals(3, bean.getVersion());
    }
    assertFalse(Beans.registered(SERVER).contains(BEAN));
  }

  @Test
  void aPollThatFailsIsCounted() throws IOException {
    try (Follower follower = follower().open()) {
      makeAGap();
      FollowerMXBean bean = bean("standby.kv", FollowerMXBean.class);
      assertTrue(refusal(bean::poll).startsWith("ReplicaGapException: "));
      follower.start();
      await("a poll to fail", () -> bean.getErrorsTotal() > 0);
      assertTrue(bean.getLastError().startsWith("ReplicaGapException: "), bean.getLastError());
      assertTrue(bean.getLastErrorTimestampSeconds() > 0);
    }
  }

  /** Commits two versions, of which the destination has the second alone, and in a snapshot. */
  private void makeAGap() throws IOException {
    put("b", "2");
    replica.sync();
    Files.delete(destination.resolve(replica.destination().segments().get(0).object()));
    put("c", "3");
    replica.sync();
    replica.snapshot();
  }
}
