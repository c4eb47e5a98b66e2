package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rejection;
import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A rotation as AWS's own functions do it, in four steps (createSecret, setSecret, testSecret,
 * finishSecret: Secrets Manager User Guide, "Rotation by Lambda function"): between the second and
 * the last the service refuses what the store still gives. Nobody who calls notices.
 */
final class RotationWindowTest {
  private static final int CALLERS = 4;
  private static final int ROTATIONS = 4;

  private final SecretsManagerClient admin = Servers.admin(Servers.moto().address());
  private final String name = "rotation/" + UUID.randomUUID();
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private final Service service = new Service();
  private Secrets secrets;
  private Rotating<Secret> key;

  /** Knows one key, and refuses any other. */
  private static final class Service {
    final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
    final Semaphore served = new Semaphore(0);
    volatile String accepted = "";

    void call(Secret with) {
      if (!with.exposeString().equals(accepted)) {
        refusals.add(with.version());
        throw new RefusedException();
      }
      served.release();
    }
  }

  private static final class RefusedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  @BeforeEach
  void start() {
    service.accepted = LeakGuard.canary().text();
    admin.createSecret(r -> r.name(name).secretString(service.accepted));
    secrets =
        Secrets.builder()
            .store(
                "aws",
                new AwsSecretProviderFactory()
                    .create(Stores.aws(Servers.moto().address().toString()).build()))
            .active("aws")
            .locateIn("aws", "KEY", name)
            .ttl(Duration.ofHours(1))
            .build();
    key = secrets.rotating("KEY");
  }

  @AfterEach
  void close() {
    callers.shutdownNow();
    secrets.close();
    admin.close();
  }

  private String currentVersion() {
    return admin.getSecretValue(r -> r.secretId(name).versionStage("AWSCURRENT")).versionId();
  }

  private void moveCurrent(String from, String to) {
    admin.updateSecretVersionStage(
        r ->
            r.secretId(name)
                .versionStage("AWSCURRENT")
                .removeFromVersionId(from)
                .moveToVersionId(to));
  }

  /** The four steps; in the third the new key is tried. */
  private void rotate() throws InterruptedException {
    String before = currentVersion();
    String token = UUID.randomUUID().toString();
    String next = LeakGuard.canary().text();
    admin.putSecretValue(
        r ->
            r.secretId(name)
                .secretString(next)
                .clientRequestToken(token)
                .versionStages("AWSPENDING"));
    int refused = service.refusals.size();
    service.accepted = next;
    while (service.refusals.size() == refused) { // the window is open, and callers are in it
      Thread.onSpinWait();
    }
    service.call(Secret.of(next));
    moveCurrent(before, token);
    service.served.drainPermits();
    assertThat(service.served.tryAcquire(CALLERS, 60, TimeUnit.SECONDS)).as("calls go on").isTrue();
    assertThat(key.get().version()).isEqualTo(token);
  }

  @Test
  @Witness(value = Row.ROTATION, kind = Witness.Kind.REAL)
  void no_call_fails_while_the_key_is_rotated() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<Future<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      calls.add(
          callers.submit(
              () -> {
                int made = 0;
                for (; end.getCount() > 0; made++) {
                  key.run(service::call, trying());
                }
                return made;
              }));
    }
    for (int i = 0; i < ROTATIONS; i++) {
      rotate();
    }
    end.countDown();

    for (Future<Integer> made : calls) {
      assertThat(made.get(60, TimeUnit.SECONDS)).as("calls, none of which failed").isPositive();
    }
  }

  private static Rejection<Void> trying() {
    return Rejection.<Void>causedBy(RefusedException.class).keepTrying(Duration.ofMinutes(1));
  }

  @Test
  @Witness(value = Row.MOVED_BACK, kind = Witness.Kind.REAL)
  void a_stage_that_is_moved_back_takes_the_application_along() throws Exception {
    String first = currentVersion();
    String old = service.accepted;
    key.run(service::call, trying());
    String second = UUID.randomUUID().toString();
    service.accepted = LeakGuard.canary().text();
    admin.putSecretValue(
        r -> r.secretId(name).secretString(service.accepted).clientRequestToken(second));
    key.run(service::call, trying());
    assertThat(key.get().version()).isEqualTo(second);

    service.accepted = old;
    moveCurrent(second, first);
    key.run(service::call, trying());

    assertThat(key.get().version()).isEqualTo(first);
  }
}
