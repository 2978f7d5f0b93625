package dev.kedge.internal.store;

import dev.kedge.BackupFormatException;
import dev.kedge.internal.io.StreamSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Takes the pieces of one backup from its stream, has them verified, several at a time, and handed
 * on in order. The first thing wrong in the order of the stream is what is thrown.
 *
 * <p>Belongs to the thread that created it, which reads the stream. Closing ends its threads.
 */
final class BackupIntake implements AutoCloseable {

  private final StreamSource source;
  private final BackupForm form;
  private final BackupHeader header;
  private final BackupReader.Sink sink;
  private final int most;
  private final BackupWorkers verifiers;
  private final BackupWorkers handingOn;
  private final Queue<BackupSlot> free = new ArrayDeque<>();
  private final Queue<Future<BackupSlot>> underway = new ArrayDeque<>();
  private boolean broken; // whether a piece was not handed on; known to the thread that does it

  /** An intake of the pieces that follow the header. */
  BackupIntake(
      StreamSource source,
      BackupForm form,
      BackupHeader header,
      BackupReader.Sink sink,
      String operation) {
    this.source = source;
    this.form = form;
    this.header = header;
    this.sink = sink;
    BackupBudget budget = BackupBudget.of(BackupPiece.HEAD_BYTES + header.longestPiece());
    this.most = budget.pieces();
    this.verifiers = new BackupWorkers(budget.workers(), operation);
    this.handingOn = new BackupWorkers(1, operation + "-out");
  }

  /** Does all of it, adding each piece to the digest and reporting it once it was handed on. */
  void run(BackupDigest digest, BackupProgress progress) {
    for (long index = 0; index < header.pieces(); index++) {
      progress.check();
      settle(most - 1, digest, progress);
      @Nullable BackupSlot reused = free.poll();
      BackupSlot slot = reused == null ? form.newSlot(header.longestPiece()) : reused;
      try {
        slot.read(source, index, header.pieceLength(index));
      } catch (BackupFormatException e) {
        settle(0, digest, progress);
        throw e;
      }
      Future<?> verified = verifiers.submit(() -> verify(slot));
      underway.add(handingOn.submit(() -> handOn(slot, verified)));
    }
    settle(0, digest, progress);
  }

  /** Waits until no more than so many pieces are underway, and counts those that are done. */
  private void settle(int atMost, BackupDigest digest, BackupProgress progress) {
    while (underway.size() > atMost || isFirstDone()) {
      progress.check();
      BackupSlot slot = BackupWorkers.await(underway.remove());
      digest.add(slot.piece().statedHash());
      free.add(slot);
      progress.advance(slot.piece().length(), header.imageBytes());
    }
  }

  private boolean isFirstDone() {
    @Nullable Future<BackupSlot> first = underway.peek();
    return first != null && first.isDone();
  }

  private BackupSlot verify(BackupSlot slot) {
    slot.verify(source.name());
    return slot;
  }

  private BackupSlot handOn(BackupSlot slot, Future<?> verified) throws Exception {
    if (broken) {
      throw new IllegalStateException("the piece before was not handed on");
    }
    broken = true;
    verified.get();
    BackupPiece piece = slot.piece();
    long position = piece.index() * header.pieceBytes();
    sink.piece(position, piece.array(), piece.imageStart(), piece.length());
    broken = false;
    return slot;
  }

  @Override
  public void close() {
    // In this order: the thread that hands on may wait for a piece that is not verified yet.
    handingOn.close();
    verifiers.close();
  }
}
