package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is configured to be mounted where; Vault is not asked. */
class KnownMountsTest {
  private static final FakeVault VAULT = new FakeVault();

  @AfterEach
  void forget() {
    VAULT.forget();
  }

  @AfterAll
  static void close() {
    VAULT.close();
  }

  private static ProviderSettings.Builder with(ProviderSettings.Key key, String value) {
    return Vaults.settings(VAULT.address())
        .secret(LoginKeys.TOKEN, Vaults.secret("none"))
        .text(key, value);
  }

  private SecretProvider mounts(String mounts) {
    return Vaults.provider(with(MountKeys.KV_MOUNTS, mounts));
  }

  private SecretProvider version(String version) {
    return Vaults.provider(with(MountKeys.KV_VERSION, version));
  }

  /** The path that a bundle is read from. */
  private String asked(SecretProvider provider, String path) {
    SecretLocation bundle = provider.normalize(Vaults.location(path));
    try (provider) {
      assertThatThrownBy(() -> provider.fetch(bundle)).isInstanceOf(SecretNotFoundException.class);
    }
    assertThat(VAULT.asked).hasSize(1);
    return VAULT.asked.get(0).line();
  }

  @ParameterizedTest
  @CsvSource({
    "secret/x, /v1/secret/data/x",
    "team/kv/a/b, /v1/team/kv/data/a/b",
    "team/kv/old/a, /v1/team/kv/old/a",
    "team/kvother/x, /v1/team/kvother/x",
    "old/data/x, /v1/old/data/x",
    "database/creds/app, /v1/database/creds/app",
    "transit/data/x, /v1/transit/data/x",
    "auth/token/roles/app, /v1/auth/token/roles/app",
  })
  @Witness(value = Row.KV_MOUNTS, kind = Witness.Kind.REQUEST)
  void the_longest_mount_of_kv_mounts_says_how_a_path_is_read(String path, String request) {
    SecretProvider provider = mounts("secret, team/kv/old=1 ,team/kv/ = 2,old/=1");

    assertThat(asked(provider, path)).isEqualTo("GET " + request);
  }

  @ParameterizedTest
  @CsvSource({
    "2, secret/a/b, /v1/secret/data/a/b",
    "1, secret/data/b, /v1/secret/data/b",
    "2, cubbyhole/x, /v1/cubbyhole/x",
    "2, auth/token/roles/app, /v1/auth/token/roles/app"
  })
  void kv_version_is_of_all_mounts_but_of_vaults_own(String version, String path, String request) {
    assertThat(asked(version(version), path)).isEqualTo("GET " + request);
  }

  @ParameterizedTest
  @CsvSource({
    "secret, empty segments",
    "secret/, empty segments",
    "/secret/x, empty segments",
    "secret/x/, empty segments",
    "secret//x, empty segments",
    "secret/data/x, leave out 'data'",
    "team/kv/data/x, leave out 'data'",
    "team/kv, the mount itself",
    "secret/x?version=0, number from 1",
    "secret/x?version=01, number from 1",
    "secret/x?version=new, number from 1",
    "secret/x?version, number from 1",
    "secret/x?version=1234567890, number from 1",
    "secret/x?stage=x, unknown parameter 'stage'",
    "old/x?version=1, 'version' needs a mount of KV version 2",
    "database/creds/x?version=1, no KV engine",
    "cubbyhole/x?version=1, no KV engine"
  })
  @Witness(value = Row.API_PATH, kind = Witness.Kind.REQUEST)
  void impossible_locations_are_refused_without_asking(String path, String reason) {
    try (SecretProvider provider = mounts("secret,team/kv,old=1")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> provider.normalize(Vaults.location(path)))
          .withMessageContaining(reason);
    }
    assertThat(VAULT.asked).isEmpty();
  }

  @Test
  void possible_locations_are_not() {
    try (SecretProvider provider = mounts("secret,team/kv,old=1")) {
      for (String path :
          new String[] {"secret/x?version=123456789", "old/data/x", "database/data/x"}) {
        assertThatCode(() -> provider.normalize(Vaults.location(path))).doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "secret/x, if the mount is version 1 say so in kv-mounts",
    "old/x, if the mount is version 2 say so in kv-mounts",
    "other/x, since kv-mounts does not name it",
  })
  void what_is_not_found_may_be_configured_wrongly(String path, String hint) {
    try (SecretProvider provider = mounts("secret,old=1")) {
      assertThatThrownBy(() -> provider.fetch(Vaults.location(path)))
          .isInstanceOf(SecretNotFoundException.class)
          .hasMessageContaining("nothing is there, or no such mount")
          .hasMessageContaining(hint);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'a,,b', a mount that is empty",
    "',', a mount that is empty",
    "'=1', a mount that is empty",
    "'a//b', a mount that is empty",
    "'/a', a mount that is empty",
    "'a/../b', a mount that is empty",
    "'a=3', a version that is neither 1 nor 2",
    "'a=', a version that is neither 1 nor 2",
    "'a=1,b,a/', a mount twice",
    "'a,cubbyhole=1', a mount of Vault's own",
    "'identity', a mount of Vault's own",
    "'auth/kv', a mount of Vault's own",
  })
  void mounts_that_are_none_are_refused(String mounts, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mounts(mounts))
        .withMessageContaining("kv-mounts has " + problem);
  }

  @Test
  void kv_version_beside_kv_mounts_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Vaults.provider(with(MountKeys.KV_MOUNTS, "a").text(MountKeys.KV_VERSION, "1")))
        .withMessage("kv-version beside kv-mounts: say the versions there, as in old=1");
  }
}
