package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.matching.StringValuePattern;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.Capability;
import io.keyturn.testkit.ProviderHarness;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/**
 * Secrets in moto, asked through a gate that refuses, fails and hangs as AWS does.
 *
 * <p>The gate answers in JSON, like AWS; moto would refuse in XML.
 */
class AwsHarness implements ProviderHarness {
  static final Set<Capability> CAPABILITIES =
      Set.copyOf(
          EnumSet.complementOf(
              EnumSet.of(
                  Capability.FIELDS,
                  Capability.NON_ASCII_NAMES,
                  Capability.GARBAGE,
                  Capability.FIXED,
                  Capability.NO_THREADS,
                  Capability.WATCH)));

  /** What rights do not matter for, and what takes long. */
  static final Set<Capability> QUICK = quick();

  /** A batch that is full. */
  private static final StringValuePattern FULL = matchingJsonPath("$.SecretIdList[19]");

  private static final String STRANGER = "AKIASTRANGER";

  private final MotoGate gate;
  private final SecretsManagerClient admin;
  private final SecretProvider provider;
  private final String prefix = UUID.randomUUID().toString();
  private final List<StubMapping> trouble = new ArrayList<>();
  private final Set<Capability> capabilities;

  AwsHarness(MotoGate gate, SecretsManagerClient admin) {
    this(gate, admin, CAPABILITIES, Stores.aws(gate.address()));
  }

  AwsHarness(
      MotoGate gate,
      SecretsManagerClient admin,
      Set<Capability> capabilities,
      ProviderSettings.Builder settings) {
    this.gate = gate;
    this.admin = admin;
    this.capabilities = capabilities;
    this.provider = new AwsSecretProviderFactory().create(settings.build());
    gate.reset();
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  private static Set<Capability> quick() {
    Set<Capability> quick = EnumSet.copyOf(CAPABILITIES);
    quick.removeAll(EnumSet.of(Capability.HANG, Capability.OVERSIZE));
    return Set.copyOf(quick);
  }

  @Override
  public SecretProvider provider() {
    return provider;
  }

  @Override
  public SecretLocation location(String name) {
    return SecretLocation.parse("aws://" + prefix + "/" + name);
  }

  @Override
  public void putText(SecretLocation bundle, String text) {
    try {
      admin.putSecretValue(r -> r.secretId(bundle.path()).secretString(text));
    } catch (ResourceNotFoundException e) {
      admin.createSecret(r -> r.name(bundle.path()).secretString(text));
    }
  }

  @Override
  public void putJson(SecretLocation bundle, String json) {
    putText(bundle, json);
  }

  @Override
  public void putBytes(SecretLocation bundle, byte[] bytes) {
    SdkBytes binary = SdkBytes.fromByteArray(bytes);
    try {
      admin.putSecretValue(r -> r.secretId(bundle.path()).secretBinary(binary));
    } catch (ResourceNotFoundException e) {
      admin.createSecret(r -> r.name(bundle.path()).secretBinary(binary));
    }
  }

  @Override
  public void delete(SecretLocation bundle) {
    admin.deleteSecret(r -> r.secretId(bundle.path()).forceDeleteWithoutRecovery(true));
  }

  @Override
  public SecretLocation pinned(SecretLocation bundle, String version) {
    return SecretLocation.parse(bundle + "?version=" + version);
  }

  @Override
  public List<SecretLocation> otherSpellings(String name) {
    return List.of(SecretLocation.parse(location(name) + "?stage=AWSCURRENT"));
  }

  @Override
  public List<SecretLocation> refusedPaths() {
    return List.of(
        SecretLocation.parse("aws://a b"), SecretLocation.parse("aws://arn:aws:s3:::bucket"));
  }

  /**
   * In a batch AWS tells a refusal beside the values; moto lets it pass, so the gate asks singly.
   */
  @Override
  public void denyAccess(SecretLocation bundle) {
    trouble(Recorded.ACCESS_DENIED, containing(bundle.path()));
  }

  private void trouble(ResponseDefinitionBuilder answer, StringValuePattern body) {
    trouble(any(anyUrl()).withRequestBody(body).willReturn(answer));
  }

  private void trouble(ResponseDefinitionBuilder answer) {
    trouble(any(anyUrl()).willReturn(answer));
  }

  final void trouble(MappingBuilder request) {
    trouble.add(gate.trouble(request));
  }

  @Override
  public SecretProvider wrongCredential() {
    trouble(
        any(anyUrl())
            .withHeader("Authorization", containing(STRANGER))
            .willReturn(Recorded.UNRECOGNIZED_CLIENT));
    return new AwsSecretProviderFactory().create(Stores.aws(gate.address(), STRANGER).build());
  }

  @Override
  public void goOffline() {
    trouble(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
  }

  @Override
  public void breakDown() {
    trouble(Recorded.INTERNAL_SERVICE_ERROR);
  }

  @Override
  public void hang() {
    trouble(aResponse().withFixedDelay(60_000));
  }

  @Override
  public void online() {
    trouble.forEach(gate::end);
    trouble.clear();
  }

  @Override
  public void close() {
    provider.close();
    gate.checkBatches();
    if (gate.count("BatchGetSecretValue", FULL) > 0) {
      assertThat(gate.all()).as("requests for a full batch").isEqualTo(1);
    }
  }
}
