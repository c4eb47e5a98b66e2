package io.keyturn.provider.vault;

/** Chooses each login where the AWS SDK is not there; run by {@link WithoutSdkTest}. */
final class WithoutSdk {
  private WithoutSdk() {}

  public static void main(String[] args) {
    for (LoginMethod method : LoginMethod.values()) {
      System.out.println(method + " " + chosen(method));
    }
  }

  private static String chosen(LoginMethod method) {
    try {
      Vaults.provider(LoginSettingsTest.complete(method.toString())).close();
      return "is there";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
