package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewThreadsTest {
  @ParameterizedTest
  @CsvSource({
    "Thread-7, java.lang.Thread, true",
    "Thread-7, jdk.internal.net.http.HttpClientImpl java.util.concurrent.CompletableFuture, true",
    "ForkJoinPool.commonPool-worker-1, java.util.concurrent.ForkJoinPool, true",
    "Thread-7, io.keyturn.provider.vault.Session java.lang.Thread, false",
    "ForkJoinPool.commonPool-worker-1, org.springframework.vault.core.VaultTemplate, false",
    "pool-1-thread-1, java.util.concurrent.ThreadPoolExecutor, false",
    "Timer-0, java.util.TimerThread, false"
  })
  void threads_of_futures_run_nothing_of_ours(String name, String classes, boolean ofFutures) {
    StackTraceElement[] trace =
        Arrays.stream(classes.split(" "))
            .map(type -> new StackTraceElement(type, "run", null, 1))
            .toArray(StackTraceElement[]::new);

    assertThat(NewThreads.isOfFutures(name, trace)).isEqualTo(ofFutures);
  }
}
