package io.keyturn;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.secret.Secret;
import io.keyturn.testkit.InMemoryProvider;
import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.Test;

/** What is told where a record's constructor cannot be called. */
class BinderLookupTest {
  private record Hidden(@SecretName("KEY") Secret key) {}

  @Test
  void who_has_passed_a_lookup_is_not_told_to_pass_one_as_well() {
    try (Secrets secrets =
        Secrets.builder().store("memory", new InMemoryProvider().put("app", "a")).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> secrets.rotating(MethodHandles.publicLookup(), Hidden.class))
          .withMessageContaining("cannot be called by the lookup that was passed")
          .withMessageNotContaining("as well")
          .withMessageEndingWith("(Keyturn docs/errors.md#record)");
    }
  }
}
