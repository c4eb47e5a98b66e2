package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few threads run the engine's code, and as many as it takes what may never come back. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolTest {
  private final Pool pool = new Pool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close() {
    end.countDown();
    pool.close();
  }

  private void await(CountDownLatch latch) {
    threads.add(Thread.currentThread());
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tasks_wait_for_a_few_threads() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1000);
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < 1000; i++) {
      pool.execute(
          () -> {
            await(go);
            done.countDown();
          });
    }

    go.countDown();
    done.await();

    assertThat(threads).hasSizeLessThanOrEqualTo(Pool.INSIDE);
  }

  @Test
  void who_is_outside_takes_no_thread_from_others() throws InterruptedException {
    CountDownLatch out = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      pool.execute(
          () ->
              Pool.outside(
                  () -> {
                    out.countDown();
                    await(end);
                  }));
    }
    out.await();

    Set<Thread> others = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(1000);
    for (int i = 0; i < 1000; i++) {
      pool.execute(
          () -> {
            others.add(Thread.currentThread());
            done.countDown();
          });
    }
    done.await();

    assertThat(others).hasSizeBetween(1, Pool.INSIDE);
  }

  /** Whatever the order in which one goes out and another task comes. */
  @Test
  void no_task_is_left_behind_when_all_go_out_at_once() throws Exception {
    for (int round = 0; round < 2000; round++) {
      CountDownLatch goOut = new CountDownLatch(1);
      CountDownLatch comeBack = new CountDownLatch(1);
      CyclicBarrier in = new CyclicBarrier(Pool.INSIDE + 1);
      for (int i = 0; i < Pool.INSIDE; i++) {
        pool.execute(
            () -> {
              try {
                in.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
              await(goOut);
              Pool.outside(() -> await(comeBack));
            });
      }
      in.await();
      CountDownLatch done = new CountDownLatch(3);
      goOut.countDown();
      for (int i = 0; i < 3; i++) {
        pool.execute(done::countDown);
      }
      done.await();
      comeBack.countDown();
    }
  }

  @Test
  void what_is_run_outside_of_it_is_just_run() throws Exception {
    AtomicInteger runs = new AtomicInteger();

    Pool.outside(runs::incrementAndGet);
    assertThat(Pool.outside(() -> "result")).isEqualTo("result");

    assertThat(runs).hasValue(1);
  }
}
