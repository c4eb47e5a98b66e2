package io.keyturn;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a call tells that the value it was made with is not accepted any more, and how long it waits
 * for another one. Immutable.
 *
 * @param <R> what the call returns
 */
public final class Rejection<R> {
  private final Predicate<? super Throwable> ofFailure;
  private final Predicate<? super R> ofResult;
  private final Duration budget;
  private final boolean turnsBack;

  private Rejection(
      Predicate<? super Throwable> ofFailure,
      Predicate<? super R> ofResult,
      Duration budget,
      boolean turnsBack) {
    this.ofFailure = ofFailure;
    this.ofResult = ofResult;
    this.budget = budget;
    this.turnsBack = turnsBack;
  }

  /**
   * {@return the rejection that a failure of some type tells, thrown or among the causes of what
   * was thrown}
   *
   * @param <R> what the call returns
   * @param type for example the client's exception for status 401
   */
  public static <R> Rejection<R> causedBy(Class<? extends Throwable> type) {
    Objects.requireNonNull(type, "type");
    return onFailure(failure -> causes(failure).anyMatch(type::isInstance));
  }

  /** At most as many as no chain of causes has: one that has a circle ends. */
  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(100);
  }

  /**
   * {@return the rejection that some failures tell}
   *
   * @param <R> what the call returns
   * @param isRejection whether what the call threw tells that the value is not accepted
   */
  public static <R> Rejection<R> onFailure(Predicate<? super Throwable> isRejection) {
    Objects.requireNonNull(isRejection, "isRejection");
    return new Rejection<>(isRejection, result -> false, Duration.ZERO, false);
  }

  /**
   * {@return the rejection that some results tell, such as an answer of status 401}
   *
   * <p>A rejected result that is not the last is dropped: release what it holds in the call or
   * here.
   *
   * @param <R> what the call returns
   * @param isRejection whether what the call returned tells that the value is not accepted
   */
  public static <R> Rejection<R> onResult(Predicate<? super R> isRejection) {
    Objects.requireNonNull(isRejection, "isRejection");
    return new Rejection<>(failure -> false, isRejection, Duration.ZERO, false);
  }

  /**
   * {@return this rejection with a time to wait: the call waits until the value turns, which
   * bridges the time in which a key has changed already and the store has not}
   *
   * <p>A value that cannot change, such as a variable of the environment, is not waited for.
   *
   * @param budget the longest wait, counted from the first rejection; above zero
   * @throws IllegalArgumentException if it is not above zero
   */
  public Rejection<R> keepTrying(Duration budget) {
    if (Objects.requireNonNull(budget, "budget").isZero() || budget.isNegative()) {
      throw new IllegalArgumentException("the budget is not above zero");
    }
    return new Rejection<>(ofFailure, ofResult, budget, turnsBack);
  }

  /**
   * {@return this rejection, which also turns the application back to the version before, where a
   * version never worked and the one before it does}
   *
   * <p>Off unless asked for. Only calls that ask for it are counted. If the current value had no
   * accepted call and three rejected ones, and the one before it had accepted ones, the call is
   * tried with the value before. If that is accepted the application turns back, unless a last read
   * brings a third version. The version that it turned from is taken again when the restored one is
   * rejected; any other as always. So that one can turn back, versions that are left are not
   * retired at their store for {@code keyturn.rotation.overlap}.
   */
  public Rejection<R> turnBack() {
    return new Rejection<>(ofFailure, ofResult, budget, true);
  }

  boolean turnsBack() {
    return turnsBack;
  }

  /** The same of a call that returns nothing. */
  Rejection<R> ofFailures() {
    return new Rejection<>(ofFailure, result -> false, budget, turnsBack);
  }

  boolean isOf(Throwable failure) {
    return ofFailure.test(failure);
  }

  boolean isOf(R result) {
    return ofResult.test(result);
  }

  /** Zero for one who tries again once. */
  Duration budget() {
    return budget;
  }
}
