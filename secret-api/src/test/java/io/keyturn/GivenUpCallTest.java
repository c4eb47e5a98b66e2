package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call that was given up before it began leaves the thread that runs it as it was. */
class GivenUpCallTest {
  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  @Test
  void an_interrupt_of_the_owner_of_the_thread_is_left_to_him() {
    Call<String> call = new Call<>(() -> "x", late -> {});
    call.giveUp(Runnable::run);
    Thread.currentThread().interrupt();

    call.run();

    assertThat(Thread.interrupted()).isTrue();
  }
}
