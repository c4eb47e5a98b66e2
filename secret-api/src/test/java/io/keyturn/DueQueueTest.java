package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The earliest is first, whatever is put in, moved and taken out. */
class DueQueueTest {
  private static final Comparator<Item> ORDER =
      Comparator.comparingLong((Item item) -> item.at()).thenComparingLong(item -> item.sequence);

  private final DueQueue queue = new DueQueue();

  private static final class Item extends DueQueue.Due {
    private long sequence;

    @Override
    void ring() {}
  }

  @Test
  void it_gives_what_a_sorted_list_gives() {
    Random random = new Random(1);
    List<Item> all = new ArrayList<>();
    for (long step = 0; step < 20_000; step++) {
      if (all.isEmpty() || random.nextInt(3) == 0) {
        all.add(new Item());
        put(all.get(all.size() - 1), random.nextInt(50), step);
      } else if (random.nextBoolean()) {
        put(all.get(random.nextInt(all.size())), random.nextInt(50), step);
      } else {
        queue.remove(all.remove(random.nextInt(all.size())));
      }
      assertThat(queue.first()).isSameAs(all.stream().min(ORDER).orElse(null));
    }
  }

  private void put(Item item, long at, long sequence) {
    item.sequence = sequence;
    queue.put(item, at, sequence);
  }

  @Test
  void what_is_not_in_is_taken_out_without_effect() {
    Item item = new Item();
    queue.remove(item);
    queue.put(item, 1, 1);
    queue.remove(item);
    queue.remove(item);

    assertThat(queue.first()).isNull();
  }

  @Test
  void what_was_cleared_can_be_put_in_again() {
    Item item = new Item();
    queue.put(item, 1, 1);
    queue.clear();
    queue.put(item, 2, 2);

    assertThat(queue.first()).isSameAs(item);
  }

  /** Nanoseconds of a clock that passes the largest number. */
  @Test
  void time_may_wrap() {
    Item before = new Item();
    Item after = new Item();
    queue.put(after, Long.MIN_VALUE + 1, 1);
    queue.put(before, Long.MAX_VALUE - 1, 2);

    assertThat(queue.first()).isSameAs(before);
  }
}
