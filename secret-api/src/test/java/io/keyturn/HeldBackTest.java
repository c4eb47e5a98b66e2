package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.SecretsEvent.Looked;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A candidate that is not taken waits, and is fetched no second time. */
class HeldBackTest {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final World world = new World();
  private final List<String> tried = new ArrayList<>();
  private boolean refuses = true;

  @BeforeEach
  void put() {
    world.put("KEY");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void verify(Secret key) {
    tried.add(key.version());
    if (refuses) {
      throw new IllegalStateException("not this one");
    }
  }

  private Rotating<Secret> key() {
    Secrets secrets =
        world.open(world.builder().executor(Runnable::run).verify("KEY", this::verify));
    Rotating<Secret> key = secrets.rotating("KEY");
    key.get();
    return key;
  }

  @Test
  void it_is_tried_again_without_being_brought_again() {
    List<Outcome> brought = new ArrayList<>();
    SecretProvider store =
        new Delegating(world.store) {
          @Override
          public Outcome fetchIfChanged(SecretLocation bundle, String known) {
            brought.add(super.fetchIfChanged(bundle, known));
            return brought.get(brought.size() - 1);
          }
        };
    Secrets secrets =
        world.open(
            world.builder("app#{name}", store).executor(Runnable::run).verify("KEY", this::verify));
    secrets.get("KEY");
    world.put("KEY");
    world.passTtl();
    world.time.advance(A_SECOND);
    refuses = false;
    world.time.advance(A_SECOND.multipliedBy(2));

    assertThat(tried).containsExactly("2", "2", "2");
    assertThat(secrets.get("KEY").version()).isEqualTo("2");
    assertThat(brought).hasSize(3);
    assertThat(brought.subList(1, 3)).allMatch(Outcome.Unchanged.class::isInstance);
  }

  @Test
  void another_version_takes_its_place_at_once() {
    Rotating<Secret> key = key();
    world.put("KEY");
    world.passTtl();
    world.put("KEY");
    refuses = false;
    world.time.advance(A_SECOND);

    assertThat(tried).containsExactly("2", "3");
    assertThat(key.get().version()).isEqualTo("3");
  }

  @Test
  void it_is_dropped_when_the_store_goes_back() {
    List<Looked.Result> results = new ArrayList<>();
    Secrets secrets =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .listener(
                    event -> {
                      if (event instanceof Looked looked) {
                        results.add(looked.result());
                      }
                    })
                .verify("KEY", this::verify));
    Secret first = secrets.get("KEY");
    world.put("KEY");
    world.passTtl();
    world.store.put("app", Map.of("KEY", first.exposeString()));
    world.time.advance(A_SECOND);

    assertThat(tried).containsExactly("2");
    assertThat(secrets.status().bundles().get(0).refused()).isEmpty();
    assertThat(results)
        .containsExactly(Looked.Result.TAKEN, Looked.Result.REFUSED, Looked.Result.UNCHANGED);
  }

  @Test
  void it_is_taken_by_who_is_rejected_though_the_store_is_away() {
    Rotating<Secret> key = key();
    Secret old = key.get();
    world.put("KEY");
    world.passTtl();
    world.store.goOffline();

    assertThat(key.rejected(old)).isTrue();

    assertThat(tried).containsExactly("2");
    assertThat(key.get().version()).isEqualTo("2");
  }

  @Test
  void it_is_not_taken_though_the_store_is_away_while_nothing_is_rejected() {
    Rotating<Secret> key = key();
    world.put("KEY");
    world.passTtl();
    world.store.goOffline();
    world.passTtl();

    assertThat(key.get().version()).isEqualTo("1");
  }
}
