package io.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.testkit.LeakGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading all bundles in use anew. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefreshingTest {
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  private Secrets.Builder builder() {
    return world.builder().executor(Runnable::run);
  }

  private String put(String path, String field) {
    String value = LeakGuard.canary().text();
    world.store.put(path, Map.of(field, value));
    return value;
  }

  @Test
  void names_that_share_a_bundle_share_one_read() {
    world.putPair();
    Secrets secrets = world.open(builder().require("KEY", "SECRET"));
    String pair = world.putPair();

    secrets.refresh();
    assertThat(world.store.fetches("app")).isEqualTo(2);
    assertThat(secrets.get("KEY").exposeString() + "/" + secrets.get("SECRET").exposeString())
        .isEqualTo(pair);
  }

  @Test
  void a_name_of_a_list_is_read_where_it_lives() {
    put("two", "a");
    Secrets secrets = world.open(builder().locate("A", "memory://one#a", "memory://two#a"));
    String first = put("one", "a");
    String second = put("two", "a");

    secrets.refresh();
    assertThat(secrets.get("A").exposeString()).isEqualTo(second);
    secrets.refresh("A");
    assertThat(secrets.get("A").exposeString()).isEqualTo(first);
    int before = world.store.fetches("two");
    String later = put("one", "a");
    secrets.refresh();
    assertThat(secrets.get("A").exposeString()).isEqualTo(later);
    assertThat(world.store.fetches("two")).isEqualTo(before);
  }

  @Test
  void what_was_missing_and_still_is_is_no_failure() {
    String key = world.put("KEY");
    Secrets secrets = world.open(builder().locate("EXTRA", "memory://extra").optional("EXTRA"));
    secrets.get("KEY");

    secrets.refresh();
    assertThat(secrets.find("EXTRA")).isEmpty();
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(key);
    assertThat(world.store.fetches("extra")).isEqualTo(2);
  }

  @Test
  void what_was_there_and_is_missing_is_a_failure() {
    String key = world.put("KEY");
    Secrets secrets = world.open(builder().require("KEY"));
    world.store.delete("app");

    assertThatThrownBy(secrets::refresh)
        .isInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("memory://app");
    assertThat(secrets.get("KEY").exposeString()).isEqualTo(key);
  }

  @Test
  void code_that_is_part_of_a_turn_cannot_wait_for_it() {
    world.put("KEY");
    List<Throwable> thrown = new ArrayList<>();
    Secrets[] secrets = new Secrets[1];
    secrets[0] =
        world.open(
            world
                .builder()
                .executor(Runnable::run)
                .verify(
                    "KEY",
                    key -> {
                      thrown.add(catchThrowable(() -> secrets[0].refresh("KEY")));
                      thrown.add(catchThrowable(() -> secrets[0].refresh()));
                      thrown.add(
                          catchThrowable(
                              () -> secrets[0].rotating("KEY").rejected(secrets[0].get("KEY"))));
                    }));
    secrets[0]
        .rotating("KEY")
        .map(key -> thrown.add(catchThrowable(() -> secrets[0].refresh("KEY"))));
    thrown.clear();
    world.put("KEY");
    world.passTtl();

    assertThat(thrown)
        .hasSize(4)
        .allSatisfy(
            e ->
                assertThat(e)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("memory://app is being turned")
                    .hasMessageEndingWith("(Keyturn docs/errors.md#turning)"));
    assertThat(secrets[0].get("KEY").version()).isEqualTo("2");
  }
}
