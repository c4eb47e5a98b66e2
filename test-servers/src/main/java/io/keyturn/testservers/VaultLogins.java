package io.keyturn.testservers;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes logins to a Vault possible, as root; where a method is not enabled yet, that too.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/auth">Vault: auth methods (API)</a>
 */
public final class VaultLogins {
  private final VaultServer vault;
  private final Optional<String> mount;

  VaultLogins(VaultServer vault, Optional<String> mount) {
    this.vault = vault;
    this.mount = mount;
  }

  /** Returns the same for methods at another place than their usual one. */
  public VaultLogins at(String mount) {
    return new VaultLogins(vault, Optional.of(mount));
  }

  /** Enables a method, unless it is; returns its path. */
  String enable(String type) {
    String place = mount.orElse(type);
    if (!vault.api("GET", "sys/auth").contains("\"" + place + "/\":")) {
      vault.api("POST", "sys/auth/" + place, Json.object(Map.of("type", type)));
    }
    return "auth/" + place;
  }

  /** Makes a role, and a secret id for it. */
  public VaultServer.AppRole appRole(String name, TokenTerms terms) {
    String role = enable("approle") + "/role/" + name;
    vault.api("POST", role, terms.ofRole(Map.of()));
    return new VaultServer.AppRole(
        Json.member("role_id", vault.api("GET", role + "/role-id")),
        Json.member("secret_id", vault.api("POST", role + "/secret-id")));
  }

  /**
   * Returns a wrapping token, which can be changed once for another secret id of an AppRole.
   *
   * @param ttl how long it is good
   */
  public String wrappedSecretId(String name, Duration ttl) {
    return vault.wrap("POST", enable("approle") + "/role/" + name + "/secret-id", "", ttl);
  }

  /** Makes a user with a password. */
  public void userpass(String user, String password, TokenTerms terms) {
    vault.api(
        "POST", enable("userpass") + "/users/" + user, terms.ofRole(Map.of("password", password)));
  }

  /** Makes a role for all JWTs of an issuer; the method has one issuer, the last. */
  public void jwt(String role, JwtIssuer issuer, TokenTerms terms) {
    String path = enable("jwt");
    vault.api(
        "POST",
        path + "/config",
        Json.object(Map.of("jwt_validation_pubkeys", List.of(issuer.publicKey()))));
    vault.api(
        "POST",
        path + "/role/" + role,
        terms.ofRole(
            Map.of(
                "role_type", "jwt",
                "user_claim", "sub",
                "bound_audiences", List.of(JwtIssuer.AUDIENCE))));
  }

  /** Makes a role for one service account; the method has one Kubernetes, the last. */
  public void kubernetes(
      String role, TokenReviewServer kubernetes, String account, TokenTerms terms) {
    vault.mustReachThisMachine();
    String path = enable("kubernetes");
    vault.api(
        "POST",
        path + "/config",
        Json.object(
            Map.of(
                "kubernetes_host", kubernetes.address().toString(),
                "kubernetes_ca_cert", vault.authority().certificate(), // any, or it wants its pod's
                "disable_local_ca_jwt", true)));
    vault.api(
        "POST",
        path + "/role/" + role,
        terms.ofRole(
            Map.of(
                "bound_service_account_names", account,
                "bound_service_account_namespaces", TokenReviewServer.NAMESPACE,
                "audience", JwtIssuer.AUDIENCE)));
  }

  /** Makes a role for the certificates that an authority issues; Vault must speak TLS. */
  public void cert(String role, VaultAuthority authority, TokenTerms terms) {
    vault.api(
        "POST",
        enable("cert") + "/certs/" + role,
        terms.ofRole(Map.of("certificate", authority.certificate())));
  }

  /**
   * Makes a role for one user or role of AWS's IAM; the method has one AWS, the last.
   *
   * @param aws what plays STS, such as {@link Moto#address}
   * @param principal its ARN, without wildcards, for which Vault would ask IAM
   */
  public void awsIam(String role, URI aws, String principal, TokenTerms terms) {
    vault.mustReachThisMachine();
    String path = enable("aws");
    vault.api(
        "POST",
        path + "/config/client",
        Json.object(
            Map.of(
                "sts_endpoint", aws.toString(),
                "iam_endpoint", aws.toString(),
                "sts_region", "us-east-1")));
    vault.api(
        "POST",
        path + "/role/" + role,
        terms.ofRole(
            Map.of(
                "auth_type",
                "iam",
                "bound_iam_principal_arn",
                principal,
                "resolve_aws_unique_ids",
                false)));
  }
}
