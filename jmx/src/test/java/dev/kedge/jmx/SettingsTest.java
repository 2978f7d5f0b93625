package dev.kedge.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What can't be understood in the settings is the most cautious value, and never an error. */
class SettingsTest {

  private final Properties properties = new Properties();

  @Test
  void withoutAnyEverythingIsAllowedAndNothingScheduled() {
    assertTrue(Settings.isEnabled(properties));
    assertEquals(new Settings(Policy.ALL, null, null, ""), Settings.of(properties));
    assertEquals(
        Path.of("a/app.kv-backups"), Settings.of(properties).directoryFor(Path.of("a/app.kv")));
  }

  @Test
  void whatIsNeitherTrueNorFalseIsNotTakenForEither() {
    properties.setProperty("kedge.jmx.backup.schedule", "every 6h");
    properties.setProperty("kedge.jmx.backup.compressed", "FALSE");
    assertFalse(Settings.of(properties).schedule().compressed());
    properties.setProperty("kedge.jmx.backup.compressed", "yes");
    assertNull(Settings.of(properties).schedule());
    properties.setProperty("kedge.jmx.enabled", "yes");
    assertFalse(Settings.isEnabled(properties));
  }

  @Test
  void aDirectoryThatIsNoPathLeavesTheAttributesAndForbidsTheRest() {
    properties.setProperty("kedge.jmx.directory", "a\u0000b");
    assertEquals(new Settings(Policy.NONE, null, null, ""), Settings.of(properties));
  }

  @Test
  void anOptionThatIsNoNumberIsToldByItsName() {
    properties.setProperty("kedge.jmx.backup.schedule", "every 6h");
    properties.setProperty("kedge.jmx.backup.keepCount", "abc");
    assertEquals(
        "kedge.jmx.backup.keepCount is 'abc' and must be a whole number",
        Settings.of(properties).scheduleError());
    properties.setProperty("kedge.jmx.backup.keepCount", "0");
    assertEquals(
        "kedge.jmx.backup.*: keepCount is 0 and must be at least 1",
        Settings.of(properties).scheduleError());
    properties.setProperty("kedge.jmx.backup.keepCount", "1");
    properties.setProperty("kedge.jmx.backup.keepDays", "a week");
    assertEquals(
        "kedge.jmx.backup.keepDays is 'a week' and must be a number",
        Settings.of(properties).scheduleError());
    properties.setProperty("kedge.jmx.directory", "a\u0000b");
    assertEquals(
        "kedge.jmx.directory is 'a\\u0000b', which is no path",
        Settings.of(properties).scheduleError());
  }
}
