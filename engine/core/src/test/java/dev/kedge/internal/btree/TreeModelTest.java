package dev.kedge.internal.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The tree alone against a map: small pages, long keys, so that it is deep. */
class TreeModelTest {

  private static final int PAGE = 4096;

  /** The longest key that a page of this size takes. */
  private static final int LONGEST = PAGE / 4 - 64;

  /** Random keys of one kind. */
  private interface Keys {
    byte[] next(Random random);
  }

  /** Few different bytes after a long prefix that nearly all of them share. */
  private static Keys prefixed(int space) {
    return random -> {
      int number = random.nextInt(space);
      byte[] key = new byte[LONGEST - number % 7];
      Arrays.fill(key, (byte) 'p');
      if (number % 50 == 0) {
        key[number % key.length] = (byte) (number % 3 == 0 ? 0xff : 0);
      }
      for (int i = 1; i <= 4; i++) {
        key[key.length - i] = (byte) (number >>> (8 * (i - 1)));
      }
      return key;
    };
  }

  /** Any bytes, any length; one may be the beginning of another. */
  private static Keys any(int space) {
    return random -> {
      Random own = new Random(random.nextInt(space));
      byte[] key = new byte[1 + (own.nextInt(4) == 0 ? own.nextInt(LONGEST) : own.nextInt(12))];
      own.nextBytes(key);
      for (int i = 0; i < key.length; i++) {
        key[i] = own.nextInt(3) == 0 ? 0 : (byte) (key[i] % 3);
      }
      return key;
    };
  }

  private static byte[] value(Random random) {
    int most =
        switch (random.nextInt(12)) {
          case 0 -> 20_000;
          case 1 -> 2_100;
          case 2 -> 1;
          default -> 60;
        };
    byte[] value = new byte[random.nextInt(most)];
    random.nextBytes(value);
    return value;
  }

  private static void change(TreeRig.Edit edit, Keys keys, Random random, int deletes) {
    int kind = random.nextInt(100);
    if (kind == 0) {
      edit.deleteRange(keys.next(random), keys.next(random));
    } else if (kind == 1 && random.nextInt(8) == 0) {
      edit.deleteRange(keys.next(random), null);
    } else if (kind < deletes) {
      edit.delete(keys.next(random));
    } else {
      edit.put(keys.next(random), value(random));
    }
  }

  private static void run(long seed, Keys keys, int rounds, int levels) {
    Random random = new Random(seed);
    int depth = 0;
    try (TreeRig rig = new TreeRig(PAGE)) {
      for (int round = 0; round < rounds; round++) {
        int deletes = round % 4 == 3 ? 80 : 20;
        TreeRig.Held held = random.nextBoolean() ? rig.hold() : null;
        for (int commits = random.nextInt(60); commits > 0; commits--) {
          rig.commit(
              edit -> {
                for (int i = random.nextInt(30); i >= 0; i--) {
                  change(edit, keys, random, deletes);
                }
              });
          rig.assertFinds(keys.next(random));
        }
        rig.assertEqual();
        rig.checkpoint(() -> rig.commit(edit -> change(edit, keys, random, deletes)));
        rig.assertEqual();
        if (held != null) {
          held.assertEqual();
          rig.checkpoint();
          held.assertEqual();
          held.release();
        }
        if (random.nextInt(3) == 0) {
          rig.checkpoint();
          rig.reopen();
          rig.assertEqual();
        }
        depth = Math.max(depth, rig.depth());
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
    assertTrue(depth >= levels, "depth " + depth);
  }

  @Test
  void keysWithALongCommonPrefixAreKeptInOrder() {
    for (int seed = 0; seed < 12; seed++) {
      run(seed, prefixed(100 << seed % 6), 20, 3);
    }
  }

  @Test
  void keysOfAnyKindAreKeptInOrder() {
    for (int seed = 0; seed < 12; seed++) {
      run(seed, any(200 << seed % 6), 20, 2);
    }
  }

  @Test
  void statesOfManyAgesStayAsTheyAreUntilTheyAreReleased() {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      Keys keys = seed % 2 == 0 ? prefixed(300) : any(300);
      try (TreeRig rig = new TreeRig(PAGE)) {
        List<TreeRig.Held> held = new ArrayList<>();
        for (int round = 0; round < 150; round++) {
          for (int commits = random.nextInt(4); commits > 0; commits--) {
            rig.commit(
                edit -> {
                  for (int i = random.nextInt(20); i >= 0; i--) {
                    change(edit, keys, random, 30);
                  }
                });
            if (held.size() < 20 && random.nextInt(4) == 0) {
              held.add(rig.hold());
            }
          }
          rig.checkpoint(() -> rig.commit(edit -> change(edit, keys, random, 30)));
          held.forEach(TreeRig.Held::assertEqual);
          if (!held.isEmpty() && random.nextInt(3) == 0) {
            held.remove(random.nextInt(held.size())).release();
          }
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  @Test
  void aStateThatIsHeldForEverKeepsAboutItsOwnPages() {
    Random random = new Random(3);
    Keys keys = any(3000);
    try (TreeRig rig = new TreeRig(PAGE)) {
      TreeRig.Held first = null;
      long before = 0;
      for (int round = 0; round < 400; round++) {
        rig.commit(
            edit -> {
              for (int i = 0; i < 200; i++) {
                edit.put(keys.next(random), new byte[100]);
              }
            });
        TreeRig.Held passing = rig.hold();
        rig.checkpoint();
        passing.release();
        if (round == 200) {
          before = rig.pagesInFile();
          first = rig.hold();
        }
      }
      first.assertEqual();
      long added = rig.pagesInFile() - before;
      assertTrue(added <= rig.pagesInUse() * 5 / 4, added + " pages for " + rig.pagesInUse());
    }
  }

  @Test
  void aDeepTreeIsTakenDownAgain() {
    Random random = new Random(1);
    Keys keys = prefixed(6000);
    try (TreeRig rig = new TreeRig(PAGE)) {
      for (int i = 0; i < 200; i++) {
        rig.commit(
            edit -> {
              for (int n = 0; n < 60; n++) {
                edit.put(keys.next(random), new byte[random.nextInt(900)]);
              }
            });
      }
      rig.checkpoint();
      assertTrue(rig.depth() >= 5, "depth " + rig.depth());
      rig.reopen();
      long full = rig.pagesInUse();
      while (rig.model().size() > 250) {
        rig.commit(
            edit -> {
              for (int n = 0; n < 50; n++) {
                edit.delete(keys.next(random));
              }
            });
      }
      rig.assertEqual();
      rig.checkpoint();
      assertTrue(rig.pagesInUse() < full / 4, rig.pagesInUse() + " pages of " + full);
      rig.commit(edit -> edit.deleteRange(new byte[0], null));
      rig.checkpoint();
      assertEquals(0, rig.depth());
      rig.reopen();
      rig.assertEqual();
    }
  }

  @Test
  void keysThatComeInOrderFillTheirPages() {
    try (TreeRig rig = new TreeRig(PAGE)) {
      byte[] value = new byte[92];
      for (int i = 0; i < 20_000; i++) {
        byte[] key = String.format("%08d", i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        rig.commit(edit -> edit.put(key, value));
      }
      rig.checkpoint();
      long bytes = rig.pagesInUse() * PAGE;
      assertTrue(bytes < 20_000L * 100 * 5 / 4, bytes + " bytes");
    }
  }
}
