package dev.kedge.internal.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The versions at which readers are, as spans in ascending order that don't overlap. A reader whose
 * version is not known exactly is anywhere in its span.
 *
 * <p>Only so many spans are told apart, as each costs memory for what it keeps. Of more than that
 * the closest become one, which keeps all that the readers in it keep, and what lies between them.
 * Immutable.
 */
public final class ReaderSpans {

  /** Nobody reads. */
  public static final ReaderSpans NONE = new ReaderSpans(List.of());

  /** How many are told apart. */
  static final int MOST = 16;

  private final List<Span> spans;

  private ReaderSpans(List<Span> spans) {
    this.spans = spans;
  }

  /**
   * What a reader needs: content that states from one version to another have.
   *
   * @param from the lowest version that it may be at; one more than {@code to} if it began after a
   *     checkpoint that counts, so that it holds no node in memory that a page of before is read
   *     for
   * @param to the highest version that it may be at; {@link Long#MAX_VALUE} if that is not known
   */
  public record Span(long from, long to) {}

  /** Some of the spans that follow each other, by their indexes. */
  record Range(int first, int end) {
    boolean isEmpty() {
      return first >= end;
    }
  }

  /** The spans of these readers, given in any order. */
  public static ReaderSpans of(Collection<Span> readers) {
    List<Span> apart = new ArrayList<>();
    for (Span next : readers.stream().sorted(Comparator.comparingLong(Span::from)).toList()) {
      int last = apart.size() - 1;
      if (last >= 0 && next.from <= apart.get(last).to) {
        Span before = apart.get(last);
        apart.set(last, new Span(before.from, Math.max(before.to, next.to)));
      } else {
        apart.add(next);
      }
    }
    return new ReaderSpans(apart.size() <= MOST ? apart : joined(apart));
  }

  /** Joins all but those with the widest gaps between them. */
  private static List<Span> joined(List<Span> apart) {
    List<Integer> begins =
        IntStream.range(1, apart.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> apart.get(i - 1).to - apart.get(i).from))
            .limit(MOST - 1)
            .sorted()
            .toList();
    List<Span> joined = new ArrayList<>();
    int first = 0;
    for (int begin : begins) {
      joined.add(new Span(apart.get(first).from, apart.get(begin - 1).to));
      first = begin;
    }
    joined.add(new Span(apart.get(first).from, apart.get(apart.size() - 1).to));
    return joined;
  }

  /** In ascending order. */
  List<Span> spans() {
    return spans;
  }

  /** Which of them may need a page born at one version and read before another. */
  Range needing(long born, long gate) {
    int first = 0;
    while (first < spans.size() && spans.get(first).to < born) {
      first++;
    }
    int end = first;
    while (end < spans.size() && spans.get(end).from < gate) {
      end++;
    }
    return new Range(first, end);
  }
}
