package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Code that may be given up: what is told of it, and whose interrupts are whose. */
class CallTest {
  private final List<String> told = new ArrayList<>();
  private final Call.Watcher watcher =
      new Call.Watcher() {
        @Override
        public void givenUp() {
          told.add("given up");
        }

        @Override
        public void ended(boolean givenUp) {
          told.add(givenUp ? "ended late" : "ended");
        }
      };

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  private Call<String> call(Runnable code) {
    return new Call<>(
        () -> {
          code.run();
          return "x";
        },
        late -> told.add("late " + late),
        watcher);
  }

  @Test
  void an_interrupt_of_the_owner_of_the_thread_is_left_to_him() {
    call(() -> Thread.currentThread().interrupt()).run();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void the_interrupt_of_a_call_that_is_given_up_ends_with_it() {
    List<Call<String>> calls = new ArrayList<>();
    calls.add(call(() -> calls.get(0).giveUp(Runnable::run)));
    calls.get(0).run();

    assertThat(Thread.interrupted()).isFalse();
    assertThat(told).containsExactly("given up", "ended late", "late x");
  }

  @Test
  void a_call_that_was_rejected_runs_no_code_later() {
    Call<String> call = call(() -> told.add("ran"));
    call.reject();
    call.run();

    assertThat(told).containsExactly("ended");
    assertThat(thrownBy(call.answer)).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void a_call_that_has_run_is_not_rejected() {
    Call<String> call = call(() -> {});
    call.run();
    call.reject();

    assertThat(told).containsExactly("ended");
    assertThat(call.answer).isCompletedWithValue("x");
  }

  @Test
  void a_call_that_is_rejected_late_has_ended_late() {
    Call<String> call = call(() -> {});
    call.giveUp(Runnable::run);
    call.reject();

    assertThat(told).containsExactly("given up", "ended late");
  }

  @Test
  void a_call_that_has_ended_is_not_given_up_although_its_answer_is_not_told_yet() {
    List<Call<String>> calls = new ArrayList<>();
    Call.Watcher late =
        new Call.Watcher() {
          @Override
          public void givenUp() {
            told.add("given up");
          }

          @Override
          public void ended(boolean givenUp) {
            calls.get(0).giveUp(Runnable::run);
          }
        };
    calls.add(new Call<>(() -> "x", unused -> {}, late));
    calls.get(0).run();

    assertThat(told).isEmpty();
    assertThat(calls.get(0).answer).isCompletedWithValue("x");
  }

  private static Throwable thrownBy(CompletableFuture<?> future) {
    return future.handle((value, failure) -> failure).join();
  }
}
