package io.keyturn.examples.mailjet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example on its own, and with its keys in the environment. */
class MailjetDemoIT {
  @Test
  void without_configuration_it_demonstrates_a_rotation(@TempDir Path temporary) throws Exception {
    try (Example example = Example.setup().property("java.io.tmpdir", temporary).start()) {
      assertThat(example.exitCode()).as("%s", example).isZero();

      assertThat(example.lines("send \\d  200  file  version \\S+")).hasSize(6);
      assertThat(example.lines("turned  file  version \\S+ -> \\S+  \\((push|poll)\\)")).hasSize(1);
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void with_the_store_env_it_sends_with_the_keys_of_the_environment() throws Exception {
    Pair pair = Pair.random();
    try (MailjetStandIn mailjet = MailjetStandIn.start();
        Example example =
            Example.setup()
                .environment("KEYTURN_STORE", "env")
                .environment("SHOP_KEY", pair.key())
                .environment("SHOP_SECRET", pair.secret())
                .property("keyturn.stores.env.locations.MAILJET_API_KEY", "SHOP_KEY")
                .property("keyturn.stores.env.locations.MAILJET_SECRET_KEY", "SHOP_SECRET")
                .environment("MAILJET_BASE_URL", mailjet.address())
                .start("--sends", "2", "--every", "10ms", "--log", "trace")) {
      mailjet.activate(pair.key(), pair.secret());

      assertThat(example.exitCode()).as("%s", example).isZero();
      assertThat(example.lines("send \\d  200  env  version \\S+")).hasSize(2);
      assertThat(mailjet.sends(pair.key())).isEqualTo(2);
    }
  }

  @Test
  void with_a_named_store_its_own_mailjet_takes_that_stores_keys() throws Exception {
    Pair pair = Pair.random();
    try (Example example =
        Example.setup()
            .environment("KEYTURN_STORE", "env")
            .environment("MAILJET_API_KEY", pair.key())
            .environment("MAILJET_SECRET_KEY", pair.secret())
            .start("--sends", "1")) {
      assertThat(example.exitCode()).as("%s", example).isZero();
      assertThat(example.lines("send 1  200  env  version \\S+")).hasSize(1);
    }
  }

  @Test
  void a_refused_send_is_told_by_its_status_and_the_exit_code() throws Exception {
    Pair unknown = Pair.random();
    try (MailjetStandIn mailjet = MailjetStandIn.start();
        Example example =
            Example.setup()
                .environment("KEYTURN_STORE", "env")
                .environment("MAILJET_API_KEY", unknown.key())
                .environment("MAILJET_SECRET_KEY", unknown.secret())
                .environment("MAILJET_BASE_URL", mailjet.address())
                .start("--sends", "1")) {
      assertThat(example.exitCode()).isEqualTo(1);
      assertThat(example.lines("send 1  401  env  version \\S+")).hasSize(1);
    }
  }

  @Test
  void a_missing_key_is_told_by_its_name() throws Exception {
    try (Example example = Example.setup().environment("KEYTURN_STORE", "env").start()) {
      assertThat(example.exitCode()).isEqualTo(1);
      assertThat(example.toString())
          .contains("MAILJET_API_KEY", "MAILJET_SECRET_KEY", "(Keyturn docs/errors.md#not-found)")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void what_cannot_be_demonstrated_ends_with_one_line(@TempDir Path temporary) throws Exception {
    try (Example example =
        Example.setup().property("java.io.tmpdir", temporary.resolve("none")).start()) {
      assertThat(example.exitCode()).as("%s", example).isEqualTo(1);
      assertThat(example.lines("The example cannot run: .*NoSuchFileException.*")).hasSize(1);
      assertThat(example.lines("\\s+at .*")).isEmpty();
    }
  }

  @Test
  void an_address_that_is_none_is_told_by_its_variable() throws Exception {
    try (Example example =
        Example.setup().environment("MAILJET_BASE_URL", "not a url").start("--sends", "1")) {
      assertThat(example.exitCode()).as("%s", example).isEqualTo(1);
      assertThat(example.lines("MAILJET_BASE_URL is no address .*")).hasSize(1);
    }
  }

  @Test
  void an_empty_address_is_none(@TempDir Path temporary) throws Exception {
    try (Example example =
        Example.setup()
            .property("java.io.tmpdir", temporary)
            .environment("MAILJET_BASE_URL", "")
            .start("--every", "10ms")) {
      assertThat(example.exitCode()).as("%s", example).isZero();
    }
  }

  @Test
  void an_unknown_option_is_answered_with_the_usage() throws Exception {
    try (Example example = Example.setup().start("--sned", "3")) {
      assertThat(example.exitCode()).isEqualTo(2);
      assertThat(example.toString()).contains("--sned is not an option", "usage: java -jar");
    }
  }
}
