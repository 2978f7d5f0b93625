package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DestinationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationUrlTest {

  @Test
  void aDirectoryIsReachedByTheUrlThatItsClientTells() {
    DestinationUrl url = DestinationUrl.parse("file:///backups/./app one%20");
    assertEquals("file:///backups/app one%20", url.toString());
    try (ReplicaClient client = url.connect()) {
      assertEquals(url.toString(), client.url());
    }
    assertEquals(url, DestinationUrl.parse("file:///backups/app one%20/"));
  }

  @Test
  void anUnknownSchemeIsRefusedAndThoseThatAreKnownAreTold() {
    DestinationException e =
        assertThrows(
            DestinationException.class, () -> DestinationUrl.parse("s3://key:secret@bucket/app"));
    assertEquals("s3://bucket/app", e.url());
    assertTrue(e.getMessage().contains("those that are: file"), e.getMessage());
    assertFalse(e.getMessage().contains("secret"), e.getMessage());
  }

  @Test
  void whatIsMalformedIsRefusedWithAnExample() {
    for (String wrong :
        List.of("", "/backups", "backups", "file:/backups", "file://", "file://host/x")) {
      DestinationException e =
          assertThrows(DestinationException.class, () -> DestinationUrl.parse(wrong), wrong);
      assertTrue(e.getMessage().contains("file:///backups/app"), e.getMessage());
      assertFalse(e.isEmpty());
    }
    assertThrows(DestinationException.class, () -> DestinationUrl.parse("file:///a\0b"));
  }

  @Test
  void aFileIsNoDestinationAndAMalformedOneIs() {
    assertTrue(DestinationUrl.isOne("s3://bucket"));
    assertTrue(DestinationUrl.isOne("file://relative"));
    assertFalse(DestinationUrl.isOne("/backups/file:12:00.kvbak"));
    assertFalse(DestinationUrl.isOne("app.kvbak"));
  }
}
