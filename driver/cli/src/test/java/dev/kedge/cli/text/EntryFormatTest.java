package dev.kedge.cli.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EntryFormatTest {

  private static byte[] write(EntryFormat format, ByteForm form, List<Entry> entries)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EntryWriter writer = format.writer(out, form)) {
      for (Entry entry : entries) {
        writer.write(entry.key(), entry.value());
      }
    }
    return out.toByteArray();
  }

  private static List<Entry> read(EntryFormat format, ByteForm form, byte[] text)
      throws IOException {
    EntryReader reader = format.reader(new ByteArrayInputStream(text), form);
    List<Entry> entries = new ArrayList<>();
    for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
      entries.add(entry);
    }
    return entries;
  }

  @ParameterizedTest
  @EnumSource
  void anyBytesComeBackFromEveryFormat(EntryFormat format) throws IOException {
    Random random = new Random(7);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] key = new byte[1 + random.nextInt(40)];
      byte[] value = new byte[random.nextInt(200)];
      random.nextBytes(key);
      random.nextBytes(value);
      entries.add(new Entry(key, value));
    }
    for (ByteForm form : List.of(ByteForm.HEX, ByteForm.BASE64)) {
      assertEquals(entries, read(format, form, write(format, form, entries)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyTextComesBackFromEveryFormat(EntryFormat format) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String text :
        List.of(
            "plain",
            "a,b;c\td",
            "\"quoted\"",
            "two\nlines\r\n",
            " blank ",
            "",
            "käse 🧀",
            "\\x00\u0000")) {
      entries.add(new Entry(("k" + text).getBytes(UTF_8), text.getBytes(UTF_8)));
    }
    assertEquals(entries, read(format, ByteForm.TEXT, write(format, ByteForm.TEXT, entries)));
  }

  @ParameterizedTest
  @EnumSource
  void aLongValueComesBackFromEveryFormat(EntryFormat format) throws IOException {
    byte[] value = new byte[(8 << 20) + 1]; // more than 16 Mi hexadecimal digits
    List<Entry> entries = List.of(new Entry("k".getBytes(UTF_8), value));
    assertEquals(entries, read(format, ByteForm.HEX, write(format, ByteForm.HEX, entries)));
  }

  @ParameterizedTest
  @EnumSource
  void bytesThatAreNoTextAreRefusedAsText(EntryFormat format) {
    List<Entry> entries = List.of(new Entry("k".getBytes(UTF_8), new byte[] {(byte) 0xff}));
    FormException e =
        assertThrows(FormException.class, () -> write(format, ByteForm.TEXT, entries));
    assertEquals("the bytes ff are no UTF-8 text: use --base64 or --hex", e.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void inputThatIsNotUtf8IsRefusedAndNotReplaced(EntryFormat format) throws IOException {
    List<Entry> entries = List.of(new Entry("k".getBytes(UTF_8), "caf§".getBytes(UTF_8)));
    byte[] latin = new String(write(format, ByteForm.TEXT, entries), UTF_8).getBytes(ISO_8859_1);
    assertThrows(FormException.class, () -> read(format, ByteForm.TEXT, latin));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"key":"a","value":1}                    | line 1: the member "value" is not a string
          {"key":"a","value":"1","time":"x"}       | line 1: there is a member "time"
          {"key":"a","key":"b","value":"1"}        | line 1: the member "key" is there twice
          {"value":"1"}                            | line 1: the member key is missing
          ["a","1"]                                | line 1: there is no JSON object
          {"key":"a","value":"1"                   | line 1: the input ends before the object does
          key=value                                | line 1: near column 1 this is no JSON in UTF-8
          """)
  void malformedJsonIsNamedWithItsLine(String text, String message) {
    FormException e =
        assertThrows(
            FormException.class,
            () -> read(EntryFormat.JSONL, ByteForm.TEXT, text.getBytes(UTF_8)));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void theColumnsOfCsvMayComeInEitherOrderAndBehindAByteOrderMark() throws IOException {
    byte[] text = "\ufeffvalue,key\r\n1,a\r\n".getBytes(UTF_8);
    assertEquals(
        List.of(new Entry("a".getBytes(UTF_8), "1".getBytes(UTF_8))),
        read(EntryFormat.CSV, ByteForm.TEXT, text));
  }

  private static String refusedCsv(String text) {
    return assertThrows(
            FormException.class, () -> read(EntryFormat.CSV, ByteForm.TEXT, text.getBytes(UTF_8)))
        .getMessage();
  }

  @Test
  void aQuoteThatIsLeftOpenIsNamedWithTheLineWhereItBegan() {
    String open = ": a quoted field begins there and is closed nowhere";
    assertEquals("line 2" + open, refusedCsv("key,value\n\"a\",\"b\nc,d\n"));
    assertEquals("line 3" + open, refusedCsv("key,value\r\na,1\r\n\"b,2\r\nc,3\r\n"));
    assertEquals("line 4" + open, refusedCsv("key,value\n\"a\n\"\"\",1\nb,\"2\"\""));
    assertEquals("line 2" + open, refusedCsv("key,value\na,\""));
  }

  @Test
  void aQuoteWithinAPlainFieldIsLeftOpenByNobody() throws IOException {
    byte[] text = "key,value\na,1\"\nb,\"2\"".getBytes(UTF_8);
    assertEquals(2, read(EntryFormat.CSV, ByteForm.TEXT, text).size());
  }

  @Test
  void malformedCsvIsNamedWithItsLine() {
    FormException header =
        assertThrows(
            FormException.class,
            () -> read(EntryFormat.CSV, ByteForm.TEXT, "a,1\n".getBytes(UTF_8)));
    assertTrue(header.getMessage().startsWith("line 1: the header is [a, 1]"), header.getMessage());
    FormException fields =
        assertThrows(
            FormException.class,
            () -> read(EntryFormat.CSV, ByteForm.TEXT, "key,value\na,1\nb\n".getBytes(UTF_8)));
    assertEquals("line 3: there are 1 fields, not 2", fields.getMessage());
  }
}
