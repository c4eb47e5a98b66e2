package io.keyturn.provider.vault;

import static io.keyturn.testkit.Capability.CHANGE_CHECK;
import static io.keyturn.testkit.Capability.DELETE;
import static io.keyturn.testkit.Capability.DENIED;
import static io.keyturn.testkit.Capability.FIELDS;
import static io.keyturn.testkit.Capability.HANG;
import static io.keyturn.testkit.Capability.JSON;
import static io.keyturn.testkit.Capability.LARGE_VALUE;
import static io.keyturn.testkit.Capability.NON_ASCII_NAMES;
import static io.keyturn.testkit.Capability.OVERSIZE;
import static io.keyturn.testkit.Capability.PINNED_VERSION;
import static io.keyturn.testkit.Capability.REFUSED_PATHS;
import static io.keyturn.testkit.Capability.SERVER_ERROR;
import static io.keyturn.testkit.Capability.UNREACHABLE;
import static io.keyturn.testkit.Capability.UPDATE;
import static io.keyturn.testkit.Capability.VERSIONS;
import static io.keyturn.testkit.Capability.WRONG_CREDENTIAL;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testkit.ProviderHarness;
import io.keyturn.testservers.TokenTerms;
import io.keyturn.testservers.VaultServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder of its own in the shared Vault, behind a gate, read by a role of its own. */
final class VaultHarness implements ProviderHarness {
  static final Set<Capability> KV1 =
      Set.of(
          FIELDS,
          JSON,
          NON_ASCII_NAMES,
          LARGE_VALUE,
          OVERSIZE,
          REFUSED_PATHS,
          UPDATE,
          DELETE,
          DENIED,
          WRONG_CREDENTIAL,
          UNREACHABLE,
          SERVER_ERROR,
          HANG);
  static final Set<Capability> KV2 = kv2();

  /** For the largest content on the slowest machine. */
  private static final Duration BUSY = Duration.ofSeconds(30);

  /** Tests wait for all of it. */
  private static final Duration HUNG = Duration.ofSeconds(3);

  private final boolean versioned;
  private final Set<Capability> capabilities;
  private final VaultServer vault = Vaults.shared();
  private final Gate gate = new Gate(vault.address());
  private final String folder = Vaults.path();
  private final String policy = UUID.randomUUID().toString();
  private final String rules;
  private final VaultServer.AppRole role;
  private final Connection connection;
  private final SecretProvider provider;
  private boolean sealed;

  /** With the rule that the page prints, and no policy {@code default}. */
  VaultHarness(boolean versioned) {
    this(
        versioned,
        versioned ? KV2 : KV1,
        Rights.rule(versioned ? "secret/data/mailjet" : "kv1/mailjet"));
  }

  /**
   * With these rights.
   *
   * @param rules for the whole folder where they say {@code mailjet}
   */
  VaultHarness(boolean versioned, Set<Capability> capabilities, String rules) {
    this.versioned = versioned;
    this.capabilities = capabilities;
    this.rules = rules.replace("mailjet", folder + "/*");
    vault.policy(policy, this.rules);
    this.role = vault.logins().appRole(policy, TokenTerms.of(policy).withoutDefaultPolicy());
    ProviderSettings settings = settings(role.secretId());
    this.connection = new Connection(settings, System::nanoTime);
    this.provider = new VaultSecretProviderFactory().create(settings, connection);
  }

  private static Set<Capability> kv2() {
    Set<Capability> all = EnumSet.copyOf(KV1);
    all.addAll(Set.of(VERSIONS, PINNED_VERSION, CHANGE_CHECK));
    return all;
  }

  private ProviderSettings settings(String secretId) {
    return Vaults.settings(gate.address())
        .text(LoginKeys.ROLE_ID, role.roleId())
        .secret(LoginKeys.SECRET_ID, Vaults.secret(secretId))
        .text(TransportKeys.READ_TIMEOUT, BUSY.toSeconds() + "s")
        .build();
  }

  private String mount() {
    return versioned ? "secret/data/" : "kv1/";
  }

  private static String below(SecretLocation bundle) {
    return bundle.path().substring(bundle.path().indexOf('/') + 1);
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public SecretProvider provider() {
    return provider;
  }

  @Override
  public SecretLocation location(String name) {
    return Vaults.location((versioned ? "secret/" : "kv1/") + folder + "/" + name);
  }

  @Override
  public void put(SecretLocation bundle, Map<String, String> fields) {
    putJson(bundle, Vaults.json(fields));
  }

  @Override
  public void putJson(SecretLocation bundle, String json) {
    String body = versioned ? "{\"data\":" + json + "}" : json;
    vault.api("POST", mount() + below(bundle), body);
  }

  @Override
  public void delete(SecretLocation bundle) {
    vault.api("DELETE", (versioned ? "secret/metadata/" : "kv1/") + below(bundle));
  }

  @Override
  public SecretLocation pinned(SecretLocation bundle, String version) {
    String number = version.substring(0, version.indexOf('@'));
    return SecretLocation.parse(bundle + "?version=" + number);
  }

  @Override
  public List<SecretLocation> refusedPaths() {
    return Stream.of("secret", "secret/", "/secret/x", "secret//x", "secret/x/")
        .map(Vaults::location)
        .toList();
  }

  @Override
  public void denyAccess(SecretLocation bundle) {
    vault.policy(policy, rules + Vaults.rule(mount() + below(bundle), "deny"));
  }

  @Override
  public SecretProvider wrongCredential() {
    return new VaultSecretProviderFactory().create(settings(LeakGuard.canary().text()));
  }

  @Override
  public void goOffline() {
    gate.shut();
  }

  @Override
  public void breakDown() {
    vault.seal();
    sealed = true;
  }

  @Override
  public void hang() {
    connection.patience(HUNG);
    gate.hang();
  }

  @Override
  public void online() {
    unseal();
    gate.open();
    connection.patience(BUSY);
  }

  private void unseal() {
    if (sealed) {
      vault.unseal();
      sealed = false;
    }
  }

  @Override
  public void close() {
    provider.close();
    unseal();
    gate.close();
  }
}
