package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a wrapping token whose secret id may have been lost on the way. */
class UnwrappingTest {
  private static final String LOOKUP = "/v1/sys/wrapping/lookup";
  private static final String UNWRAP = "/v1/sys/wrapping/unwrap";
  private static final String NOT_THERE = "wrapping token is not valid or does not exist";
  private static final String GONE =
      "no login: the wrapping token (here) has ended, or was unwrapped before; if not by this"
          + " application, somebody else has the secret id: find out who, and give a new one";
  private static final String OWN =
      "no login: the wrapping token (here) is valid no more: this process sent it before and got no"
          + " answer, so that the secret id is probably lost; or it has ended, or somebody else"
          + " unwrapped it, which Vault's audit log shows: give a new one";

  @AutoClose private final FakeVault vault = new FakeVault();
  @AutoClose private final Connection connection = Vaults.connection(vault.settings());
  private final Unwrapping unwrapping =
      new Unwrapping(connection, connection.rest(Optional.empty()), "approle");
  private final String token = LeakGuard.canary().text();

  @BeforeEach
  void ofARole() {
    String path = "auth/approle/role/app/secret-id";
    vault.on(LOOKUP, 200, "{\"data\":{\"creation_path\":\"" + path + "\"}}");
  }

  private void fails(String token, Kind kind, String reason) {
    Credential wrapped = new Credential("here", Vaults.secret(token));

    Throwable thrown = catchThrowable(() -> unwrapping.secretId(wrapped, token));

    assertThat(thrown).isInstanceOf(VaultFailure.class).hasMessage(reason).hasNoCause();
    assertThat(((VaultFailure) thrown).kind()).isEqualTo(kind);
    LeakGuard.check(thrown);
  }

  private void on(String path, int status, String error) {
    vault.on(path, status, "{\"errors\":[\"" + error + "\"]}");
  }

  private void losesTheAnswer() {
    vault.on(UNWRAP, exchange -> {}); // the connection ends
    fails(
        token,
        Kind.UNAVAILABLE,
        "the connection to 127.0.0.1:"
            + vault.address().getPort()
            + " (keyturn.stores.vault.address) broke");
  }

  @Test
  void what_was_lost_on_the_way_is_not_told_as_somebody_elses() {
    losesTheAnswer();
    on(LOOKUP, 400, NOT_THERE);

    fails(token, Kind.ACCESS_DENIED, OWN);
    fails(LeakGuard.canary().text(), Kind.ACCESS_DENIED, GONE);
  }

  @Test
  void nor_where_it_ended_after_it_was_looked_up() {
    losesTheAnswer();
    on(UNWRAP, 400, NOT_THERE);

    fails(token, Kind.ACCESS_DENIED, OWN);
  }

  @Test
  void what_was_lost_on_the_way_is_looked_up_later_while_vault_is_sealed() {
    losesTheAnswer();
    on(LOOKUP, 503, "Vault is sealed");

    fails(token, Kind.UNAVAILABLE, "Vault is sealed");
  }

  @Test
  void a_whole_answer_is_none_that_was_lost() {
    on(UNWRAP, 400, NOT_THERE);
    fails(token, Kind.ACCESS_DENIED, GONE);

    fails(token, Kind.ACCESS_DENIED, GONE);
    assertThat(vault.asked).hasSize(4);
  }

  @Test
  void the_answer_of_a_proxy_may_stand_for_one_that_was_lost() {
    on(UNWRAP, 502, "bad gateway");
    fails(token, Kind.UNAVAILABLE, "status 502");
    on(LOOKUP, 400, NOT_THERE);

    fails(token, Kind.ACCESS_DENIED, OWN);
  }
}
