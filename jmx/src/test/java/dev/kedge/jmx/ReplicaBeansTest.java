package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.SERVER;
import static dev.kedge.jmx.Beans.await;
import static dev.kedge.jmx.Beans.refusal;
import static dev.kedge.jmx.Beans.replica;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupOptions;
import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaBuilder;
import dev.kedge.replica.ReplicaClient;
import dev.kedge.replica.ReplicaLag;
import dev.kedge.replica.ReplicaRestore;
import dev.kedge.replica.ReplicaState;
import dev.kedge.replica.SnapshotResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.zip.CRC32C;
import javax.management.MBeanAttributeInfo;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of replicas, and do with them. */
class ReplicaBeansTest {

  private static final String BEAN = "dev.kedge:type=Replica,database=app.kv,name=";

  @TempDir private Path directory;
  private Database database;
  private Path destination;
  private ReplicaClient client;

  @BeforeEach
  void open() {
    database = Database.open(directory.resolve("app.kv"));
    destination = directory.resolve("destination");
    client = new FileReplicaClient(destination);
    put("a", "1");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void put(String key, String value) {
    database.put(key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private ReplicaBuilder builder() {
    return Replica.builder(database, client).name("far").syncInterval(Duration.ofMillis(10));
  }

  /** One whose loops don't run: all is done through its bean. */
  private Replica byHand() {
    Replica replica = builder().monitorEnabled(false).build();
    replica.start();
    return replica;
  }

  private static Set<String> beans() throws IOException {
    Set<String> names = Beans.registered(SERVER);
    names.removeIf(name -> !name.contains("type=Replica"));
    return names;
  }

  @Test
  void aReplicaHasItsBeanFromItsFirstStartUntilItOrItsDatabaseIsClosed() throws IOException {
    Replica first = builder().build();
    assertEquals(Set.of(), beans());
    first.start();
    Replica other = builder().name("near").monitorEnabled(false).build();
    other.start();
    assertEquals(Set.of(BEAN + "far", BEAN + "near"), beans());
    first.stop();
    assertEquals("STOPPED", replica("app.kv", "far").getState());
    first.start();
    assertEquals("RUNNING", replica("app.kv", "far").getState());
    first.close();
    assertEquals(Set.of(BEAN + "near"), beans());
    database.close();
    assertEquals(Set.of(), beans());
  }

  @Test
  void oneThatWasStoppedGivesItsNameToTheNextAndOneThatRunsDoesNot() throws IOException {
    Replica stopped = byHand();
    Replica running = builder().build();
    running.start();
    assertEquals(Set.of(BEAN + "far"), beans());
    assertTrue(replica("app.kv", "far").isRunning());
    stopped.close();
    byHand();
    assertEquals(Set.of(BEAN + "far", BEAN + "far-2"), beans());
  }

  @Test
  void theFiguresAreThoseOfTheReplica() {
    Replica started = builder().build();
    started.start();
    ReplicaMXBean bean = replica("app.kv", "far");
    put("b", "2");
    assertTrue(started.awaitReplicated(2, Duration.ofSeconds(30)));
    assertEquals(2, bean.getProvedVersion());
    assertEquals(database.position().toString(), bean.getPosition());
    assertTrue(bean.isLagKnown());
    assertEquals(0, bean.getLagVersions());
    assertEquals(0, bean.getLagBytes());
    assertEquals(0, bean.getLagSeconds());
    await("the sample to be renewed", () -> bean.getSnapshotsTotal() == 1);
    await("the age of the proof", () -> bean.getProofAgeSeconds() >= 0);
    assertEquals("far", bean.getName());
    assertEquals("file://" + destination, bean.getDestination());
    assertEquals(1, bean.getEpoch());
    await("the sync to end", () -> bean.getLastSyncDurationSeconds() > 0);
    assertTrue(bean.getWrittenBytesTotal() > 0);
    assertTrue(bean.getRequestsByKind().get("CREATE") > 0);
    assertEquals("", bean.getLastError());
    assertFalse(bean.isAlarm());
    await("the window", bean::isWindowKnown);
    put("c", "3");
    assertTrue(started.awaitReplicated(3, Duration.ofSeconds(30)));
    assertEquals(3, bean.getRecoverableToVersion());
    assertTrue(bean.getRecoverableFromVersion() <= 2);
    assertEquals(0, bean.getRecoverableHoleCount());
    double newest = database.view(now -> Time.epochSeconds(now.commitTime()));
    await("the time of the last", () -> bean.getRecoverableToTimestampSeconds() == newest);
  }

  @Test
  void whatIsNotKnownIsNotZeroAndAFailureIsTold() throws IOException {
    Files.writeString(directory.resolve("file"), "no directory");
    client = new FileReplicaClient(directory.resolve("file"));
    Replica failing = builder().build();
    failing.start();
    ReplicaMXBean bean = replica("app.kv", "far");
    await("an attempt to fail", bean::isFailing);
    assertEquals("RETRYING", bean.getState());
    assertTrue(bean.isRunning());
    assertFalse(bean.isLagKnown());
    for (double unknown :
        List.of(
            bean.getLagVersions(),
            bean.getLagBytes(),
            bean.getLagSeconds(),
            bean.getProofAgeSeconds(),
            bean.getRecoverableFromTimestampSeconds(),
            bean.getRecoverableToTimestampSeconds(),
            bean.getRecoverableHoleCount(),
            bean.getMeasuredRestoreSeconds())) {
      assertTrue(Double.isNaN(unknown));
    }
    assertEquals(-1, bean.getProvedVersion());
    assertEquals(-1, bean.getRecoverableToVersion());
    await("the failure to be told", () -> bean.getLastError().startsWith("sync: "));
    assertTrue(bean.getLastErrorTimestampSeconds() > 0);
    await("the sample to be renewed", () -> bean.getErrorsTotal() > 0);
  }

  @Test
  void whatTheDestinationHasNotProvedIsLag() {
    Replica lagging = byHand();
    ReplicaMXBean bean = replica("app.kv", "far");
    assertFalse(bean.isLagKnown());
    assertEquals(OperationStatus.DONE, bean.sync().state());
    put("b", "2");
    put("c", "3");
    assertEquals(2, bean.getLagVersions());
    await("the log to be read", () -> bean.getLagSeconds() >= 0);
    await("the sample to be renewed", () -> bean.getLagBytes() > 0);
    assertNotNull(lagging);
  }

  @Test
  void whatItsLoopsDoCanBeDoneByHand() {
    byHand();
    ReplicaMXBean bean = replica("app.kv", "far");
    bean.sync();
    put("b", "2");
    assertEquals("1", bean.sync().result().get("commits"));
    assertEquals("2", bean.snapshot().result().get("snapshot.version"));
    assertEquals(2, bean.getLastSnapshotVersion());
    assertTrue(bean.getLastSnapshotTimestampSeconds() > 0);
    assertEquals("true", bean.validate().result().get("matches"));
    assertEquals(2, bean.getVerifiedVersion());
    assertEquals(1, bean.getValidationsOkTotal());
    assertTrue(bean.getMeasuredRestoreSeconds() > 0);
    assertEquals("0", bean.retentionPlan().result().get("objectCount"));
    OperationsMXBean operations = Beans.bean("app.kv", OperationsMXBean.class);
    long id = bean.startSnapshot();
    await("its end", () -> !operations.operation(id).state().equals(OperationStatus.RUNNING));
    assertEquals(OperationStatus.DONE, operations.operation(id).state());
    assertEquals("snapshot", operations.operation(id).kind());
    assertEquals("far", operations.operation(id).subject());
  }

  @Test
  void retentionTellsWhatItWouldDeleteAndDeletesWhenItIsConfirmed() {
    Replica replica = builder().monitorEnabled(false).retention(Duration.ofSeconds(1)).build();
    replica.start();
    ReplicaMXBean bean = replica("app.kv", "far");
    bean.sync();
    put("b", "2");
    bean.snapshot();
    await("it to be old", () -> !bean.retentionPlan().result().get("objectCount").equals("0"));
    OperationStatus plan = bean.retentionPlan();
    assertTrue(plan.result().get("objects").contains("/snapshots/"));
    String refused = refusal(() -> bean.enforceRetention("app.kv"));
    assertEquals("not confirmed, nothing was done: confirmation must be 'far'", refused);
    assertEquals(2, replica.destination().snapshots().size());
    assertEquals(OperationStatus.DONE, bean.enforceRetention("far").state());
    assertEquals(1, replica.destination().snapshots().size());
    assertTrue(bean.getDeletedObjectsTotal() > 0);
    await("the window to be read again", () -> bean.getRecoverableFromVersion() == 2);
  }

  @Test
  void whatIsThereIsRestoredToANewDatabase() {
    byHand();
    ReplicaMXBean bean = replica("app.kv", "far");
    bean.sync();
    put("b", "2");
    put("c", "3");
    bean.sync();
    assertTrue(refusal(() -> bean.restore("../x.kv", "../x.kv")).contains("is no name"));
    assertTrue(refusal(() -> bean.restore("last.kv", "x")).contains("not confirmed"));
    bean.restore("last.kv", "last.kv");
    String position = bean.restoreVersion("two.kv", 2, "two.kv").result().get("position");
    assertTrue(position.endsWith(":0000000000000002"), position);
    assertTrue(
        refusal(() -> bean.restoreTimestamp("then.kv", "yesterday", "then.kv"))
            .contains("write it like"));
    Path there = directory.resolve("app.kv-backups").resolve("last.kv");
    try (Database copy = Database.builder(there).readOnly(true).open()) {
      assertEquals(database.position(), copy.position());
    }
  }

  @Test
  void aMismatchRaisesTheAlarmAndIsNotified() throws Exception {
    for (int i = 0; i < 20; i++) {
      put("key" + i, "x".repeat(50));
    }
    byHand();
    ReplicaMXBean bean = replica("app.kv", "far");
    List<Notification> heard = new CopyOnWriteArrayList<>();
    NotificationListener listener = (notification, handback) -> heard.add(notification);
    SERVER.addNotificationListener(new ObjectName(BEAN + "far"), listener, null, null);
    bean.sync();
    forgeTheSnapshot();
    assertEquals("false", bean.validate().result().get("matches"));
    assertTrue(bean.isMismatched());
    assertTrue(bean.isAlarm());
    assertTrue(bean.getMismatch().contains("has other keys or values"), bean.getMismatch());
    assertTrue(bean.getAlarms().startsWith("mismatch: version 21 "), bean.getAlarms());
    assertEquals(1, bean.getValidationsMismatchedTotal());
    await("the notification", () -> types(heard).contains("dev.kedge.replica.mismatch"));
    assertTrue(types(heard).contains("dev.kedge.replica.snapshot"));
    bean.snapshot();
  }

  private static List<String> types(List<Notification> heard) {
    return heard.stream().map(Notification::getType).toList();
  }

  /** Puts the snapshot of a database there that went the same way, but not quite. */
  private void forgeTheSnapshot() throws IOException {
    Path copy = ReplicaRestore.from(client).to(directory.resolve("copy.kv")).path();
    byte[] content = Files.readAllBytes(copy);
    int pageSize = 8192;
    for (int page = 2 * pageSize; page < content.length; page += pageSize) {
      if (content[page + 4] == 1) {
        int at = page + pageSize - 1;
        while (content[at] != 'x') {
          at--;
        }
        content[at] = 'y';
        CRC32C crc = new CRC32C();
        crc.update(content, page + 4, pageSize - 4);
        ByteBuffer.wrap(content).putInt(page, (int) crc.getValue());
      }
    }
    Files.write(copy, content);
    Path forged = directory.resolve("forged");
    try (Database other = Database.builder(copy).readOnly(true).open()) {
      other.backup(forged, BackupOptions.COMPRESSED);
    }
    String snapshot = replica("app.kv", "far").getPosition().replace(":", "/snapshots/");
    Files.write(
        destination.resolve("generations").resolve(snapshot + ".kvbak.lz4"),
        Files.readAllBytes(forged));
  }

  @Test
  void aFencedReplicaSaysSoAndStartsNoMore() {
    Replica fenced = builder().build();
    fenced.start();
    assertTrue(fenced.awaitReplicated(1, Duration.ofSeconds(30)));
    ReplicaMXBean bean = replica("app.kv", "far");
    Path copy = ReplicaRestore.from(client).to(directory.resolve("copy.kv")).path();
    try (Database other = Database.open(copy)) {
      other.put("other".getBytes(UTF_8), "1".getBytes(UTF_8));
      Replica taker = Replica.builder(other, client).takeOver(true).monitorEnabled(false).build();
      taker.sync();
    }
    put("b", "2");
    await("it to be fenced", bean::isFenced);
    assertFalse(bean.isRunning());
    assertEquals("fenced: another writer has the destination", bean.getAlarms());
    await("the reason", () -> bean.getLastError().startsWith("FencedWriterException: "));
    assertTrue(refusal(bean::start).startsWith("FencedWriterException: "));
  }

  @Test
  void theAlarmThatNothingIsProvedIsOverOnceAnythingIs() {
    builder().build().sync();
    // It does not know that everything is there already, and its first sync has no commits.
    Replica replica = byHand();
    ReplicaEvents events = eventsOf(replica, newNotifier());
    events.onStalled(ReplicaLag.UNKNOWN, Duration.ofMinutes(5));
    assertTrue(events.isStalled());
    assertEquals(0, replica.sync().commits());
    assertFalse(events.isStalled());
    events.onStalled(ReplicaLag.UNKNOWN, Duration.ofMinutes(5));
    assertTrue(events.isStalled());
    events.onState(ReplicaState.STOPPED);
    assertFalse(events.isStalled());
  }

  private static Notifier newNotifier() {
    return new Notifier(
        new BeanNames("test").bean("Replica", "far"),
        Time.SYSTEM,
        "What happened to a replica",
        ReplicaEvents.TYPE,
        ReplicaEvents.KINDS);
  }

  private ReplicaEvents eventsOf(Replica replica, Notifier notifier) {
    ReplicaSample sample = new ReplicaSample(database, replica, Time.SYSTEM, Runnable::run);
    ReplicaWindow window =
        new ReplicaWindow(replica, sample, Time.SYSTEM, Daemons.background("test"));
    return new ReplicaEvents(replica, Time.SYSTEM, notifier, window, () -> {});
  }

  @Test
  void errorsOfOneLoopDoNotHideThoseOfAnother() {
    Notifier notifier = newNotifier();
    List<Notification> heard = new CopyOnWriteArrayList<>();
    notifier
        .emitter()
        .addNotificationListener((notification, handback) -> heard.add(notification), null, null);
    ReplicaEvents events = eventsOf(byHand(), notifier);
    events.onError("sync", new KedgeException("one"));
    events.onError("sync", new KedgeException("two"));
    events.onError("validation", new KedgeException("three"));
    events.onState(ReplicaState.RETRYING);
    await("all", () -> types(heard).contains("dev.kedge.replica.state"));
    assertEquals(
        List.of("far: sync: KedgeException: one", "far: validation: KedgeException: three"),
        heard.stream().map(Notification::getMessage).limit(heard.size() - 1).toList());
    notifier.close();
  }

  @Test
  void whatWasProvedBehindAHoleIsNotSaidToBeRecoverable() throws IOException {
    // By another: after a snapshot the bean would list the destination, and not know of the hole.
    builder().build().sync();
    Replica replica = byHand();
    put("b", "2");
    replica.sync();
    put("c", "3");
    replica.sync();
    Files.delete(destination.resolve(replica.destination().segments().get(0).object()));
    ReplicaMXBean bean = replica("app.kv", "far");
    await("the window", bean::isWindowKnown);
    assertEquals(3, bean.getProvedVersion());
    assertEquals(1, bean.getRecoverableToVersion());
  }

  @Test
  void aWindowThatCanNotBeReadAgainIsUnknown() throws IOException {
    byHand();
    ReplicaMXBean bean = replica("app.kv", "far");
    bean.sync();
    await("the window", bean::isWindowKnown);
    put("b", "2");
    String generation = Position.generationText(database.position().generation());
    Files.writeString(
        destination.resolve("generations").resolve(generation).resolve("snapshots/no-snapshot"),
        "x");
    bean.snapshot();
    await("the window to be unknown", () -> !bean.isWindowKnown());
    assertEquals(-1, bean.getRecoverableToVersion());
  }

  @Test
  void thePolicySafeForbidsRetentionAndAllowsItsPlan() {
    database.close();
    System.setProperty("kedge.jmx.operations", "safe");
    try {
      database = Database.open(directory.resolve("app.kv"));
      byHand();
      ReplicaMXBean bean = replica("app.kv", "far");
      bean.sync();
      assertEquals(OperationStatus.DONE, bean.retentionPlan().state());
      assertTrue(refusal(() -> bean.enforceRetention("far")).contains("is safe in this process"));
    } finally {
      System.clearProperty("kedge.jmx.operations");
    }
  }

  @Test
  void theFirstToAskAfterAPauseIsToldHowItIsNow() {
    Replica replica = byHand();
    ExecutorService background = Daemons.background("test");
    try {
      ReplicaSample sample = new ReplicaSample(database, replica, Time.SYSTEM, background);
      replica.sync();
      assertEquals(1, sample.stats().snapshots());
    } finally {
      background.shutdownNow();
    }
  }

  @Test
  void attributesGoOnAnsweringAfterTheDatabaseIsClosed() throws Exception {
    Replica replica = byHand();
    replica.sync();
    ReplicaSample sample = new ReplicaSample(database, replica, Time.SYSTEM, Runnable::run);
    put("b", "2");
    sample.refresh();
    database.close();
    assertEquals(1, sample.lagVersions());
    assertTrue(sample.lagBytes() > 0);
    assertTrue(sample.lagSeconds() >= 0);
    assertEquals(1, sample.stats().snapshots());
    sample.refresh();
    assertEquals(1, sample.stats().snapshots());
  }

  @Test
  void theRestOfItsAttributesAreThereFromTheBeginning() throws Exception {
    byHand();
    ObjectName name = new ObjectName(BEAN + "far");
    for (MBeanAttributeInfo attribute : SERVER.getMBeanInfo(name).getAttributes()) {
      assertNotNull(SERVER.getAttribute(name, attribute.getName()), attribute.getName());
    }
  }

  @Test
  void theAuditNamesTheReplica() {
    byHand();
    builder().name("near").monitorEnabled(false).build().start();
    try (AuditLines lines = new AuditLines()) {
      replica("app.kv", "far").stop();
      replica("app.kv", "near").stop();
      assertTrue(lines.has("Replica[far].stop()", "done"), lines.toString());
      assertTrue(lines.has("Replica[near].stop()", "done"), lines.toString());
    }
  }

  @Test
  void whatFailsByHandIsTheLastErrorToo() throws IOException {
    Replica replica = byHand();
    ReplicaMXBean bean = replica("app.kv", "far");
    bean.sync();
    Files.delete(destination.resolve(replica.destination().snapshots().get(0).object()));
    String why = refusal(bean::validate);
    assertEquals("validate: " + why, bean.getLastError());
    assertTrue(bean.getLastErrorTimestampSeconds() > 0);
  }

  @Test
  void generationsAreHexDigitsAndSegmentsAreCounted() {
    byHand();
    ReplicaMXBean bean = replica("app.kv", "far");
    bean.sync();
    put("b", "2");
    bean.sync();
    OperationStatus restored = bean.restore("copy.kv", "copy.kv");
    String generation = Position.generationText(database.position().generation());
    assertEquals(generation, restored.result().get("plan.generation"));
    assertEquals("1", restored.result().get("plan.segments"));
    assertTrue(Long.parseLong(restored.result().get("plan.segmentBytes")) > 0);
    OperationStatus stored = bean.snapshot();
    assertEquals(generation, stored.result().get("snapshot.generation"));
    assertEquals(database.position(), stored.resultAs(SnapshotResult.class).snapshot().position());
  }

  @Test
  void aStateWithoutACommitHasNoCommitTime() {
    try (Database empty = Database.open(directory.resolve("empty.kv"))) {
      Replica replica = Replica.builder(empty, client).name("far").monitorEnabled(false).build();
      replica.start();
      ReplicaMXBean bean = replica("empty.kv", "far");
      bean.sync();
      await("the window", bean::isWindowKnown);
      assertEquals(0, bean.getRecoverableFromVersion());
      assertTrue(Double.isNaN(bean.getRecoverableFromTimestampSeconds()));
      assertTrue(Double.isNaN(bean.getRecoverableToTimestampSeconds()));
    }
  }
}
