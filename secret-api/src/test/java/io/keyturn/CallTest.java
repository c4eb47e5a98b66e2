package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Code that ends and is given up in one moment. */
class CallTest {
  private final List<String> told = new ArrayList<>();
  private Consumer<Call<String>> whenEnded = call -> {};

  private Call<String> call() {
    List<Call<String>> self = new ArrayList<>();
    Call<String> call =
        new Call<>(
            () -> "made",
            late -> told.add("late " + late),
            new Call.Watcher() {
              @Override
              public void givenUp() {
                told.add("given up");
              }

              @Override
              public void ended(boolean givenUp) {
                told.add("ended " + givenUp);
                whenEnded.accept(self.get(0));
              }
            });
    self.add(call);
    return call;
  }

  @Test
  void code_that_has_ended_is_not_given_up_before_its_answer_is_told() {
    Call<String> call = call();
    whenEnded = ended -> ended.giveUp(Runnable::run);

    call.run();
    assertThat(call.answer).isCompletedWithValue("made");
    assertThat(told).containsExactly("ended false");
  }

  @Test
  void code_that_was_not_taken_is_not_given_up() {
    Call<String> call = call();
    whenEnded = ended -> ended.giveUp(Runnable::run);

    call.reject();
    assertThat(call.answer).isCompletedExceptionally();
    assertThat(told).containsExactly("ended false");
  }

  @Test
  void what_comes_of_code_that_was_given_up_is_late() {
    Call<String> call = call();

    call.giveUp(Runnable::run);
    call.run();
    assertThat(told).containsExactly("given up", "ended true");
  }
}
