package io.keyturn.secret;

import static io.keyturn.secret.SecretException.Kind.ACCESS_DENIED;
import static io.keyturn.secret.SecretException.Kind.FORMAT;
import static io.keyturn.secret.SecretException.Kind.NOT_FOUND;
import static io.keyturn.secret.SecretException.Kind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SecretExceptionTest {
  private static final SecretLocation PLACE = SecretLocation.parse("vault://kv/app#key");

  static Stream<Arguments> leaves() {
    return Stream.of(
        leaf(UNAVAILABLE, SecretUnavailableException::new, "unavailable", "#unavailable"),
        leaf(FORMAT, SecretFormatException::new, "unreadable", "#format"),
        leaf(NOT_FOUND, SecretNotFoundException::new, "not found", "#not-found"),
        leaf(ACCESS_DENIED, SecretAccessDeniedException::new, "denied", "#access-denied"));
  }

  private static Arguments leaf(
      SecretException.Kind kind,
      BiFunction<SecretLocation, String, SecretException> maker,
      String what,
      String anchor) {
    return Arguments.of(kind, maker, what, anchor);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leaves")
  void a_message_says_what_where_why_and_ends_with_its_anchor(
      SecretException.Kind kind,
      BiFunction<SecretLocation, String, SecretException> maker,
      String what,
      String anchor) {
    SecretException failure = maker.apply(PLACE, "the reason").forName("KEY");

    assertThat(failure)
        .hasMessageStartingWith("Secret 'KEY' " + what + " at vault://kv/app#key: the reason. ")
        .hasMessageEndingWith("(Keyturn docs/errors.md" + anchor + ")");
    assertThat(failure.kind()).isEqualTo(kind);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leaves")
  void for_a_name_there_is_a_new_one_of_the_same_leaf(
      SecretException.Kind kind,
      BiFunction<SecretLocation, String, SecretException> maker,
      String what,
      String anchor) {
    SecretException nameless = maker.apply(PLACE, "the reason");
    SecretException named = nameless.forName("KEY");

    assertThat(named).isNotSameAs(nameless).hasSameClassAs(nameless);
    assertThat(named.name()).contains("KEY");
    assertThat(named.location()).isEqualTo(PLACE);
    assertThat(named.reason()).isEqualTo("the reason");
    assertThat(nameless.name()).isEmpty();
    assertThat(nameless).hasMessageStartingWith("Secret " + what + " at ");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leaves")
  void nothing_can_be_chained_to_it(
      SecretException.Kind kind,
      BiFunction<SecretLocation, String, SecretException> maker,
      String what,
      String anchor) {
    SecretException failure = maker.apply(PLACE, "the reason").forName("KEY");
    Exception other = new IllegalStateException("may quote a value");

    failure.addSuppressed(other);

    assertThatIllegalStateException().isThrownBy(() -> failure.initCause(other));
    assertThat(failure).hasNoCause().hasNoSuppressedExceptions();
  }

  /** It may end a start, after which nobody tries anything. */
  @Test
  void that_a_store_is_unavailable_promises_no_other_try_to_who_did_not_start() {
    assertThat(new SecretUnavailableException(PLACE, "no route"))
        .hasMessageContaining(
            "no route. Check the store and the way to it; a running application tries again by"
                + " itself, one that failed to start does not (Keyturn");
  }

  @Test
  void several_become_one_of_the_gravest_leaf_that_names_all() {
    SecretException all =
        SecretException.all(
            List.of(
                new SecretUnavailableException(PLACE, "no route").forName("A"),
                new SecretAccessDeniedException(PLACE, "policy").forName("B"),
                new SecretNotFoundException(PLACE, "nothing there").forName("C"),
                new SecretFormatException(PLACE, "no JSON").forName("D")));

    assertThat(all).isInstanceOf(SecretAccessDeniedException.class);
    assertThat(all.name()).contains("B");
    assertThat(Objects.requireNonNull(all.getMessage()).lines())
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("4 secrets could not be read:"),
            a -> assertThat(a).contains("'A'", "no route", "#unavailable"),
            b -> assertThat(b).contains("'B'", "policy", "#access-denied"),
            c -> assertThat(c).contains("'C'", "nothing there", "#not-found"),
            d -> assertThat(d).contains("'D'", "no JSON", "#format"));
  }

  @Test
  void not_found_is_graver_than_unreadable_and_that_than_unavailable() {
    SecretException unavailable = new SecretUnavailableException(PLACE, "r");
    SecretException unreadable = new SecretFormatException(PLACE, "r");
    SecretException missing = new SecretNotFoundException(PLACE, "r");

    assertThat(SecretException.all(List.of(unavailable, missing, unreadable)).kind())
        .isEqualTo(NOT_FOUND);
    assertThat(SecretException.all(List.of(unavailable, unreadable)).kind()).isEqualTo(FORMAT);
  }

  @Test
  void one_alone_keeps_its_words() {
    SecretException one = new SecretNotFoundException(PLACE, "r").forName("A");

    assertThat(SecretException.all(List.of(one)))
        .isNotSameAs(one)
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessage(one.getMessage());
  }

  @Test
  void none_are_no_failure() {
    assertThatIllegalArgumentException().isThrownBy(() -> SecretException.all(List.of()));
  }
}
