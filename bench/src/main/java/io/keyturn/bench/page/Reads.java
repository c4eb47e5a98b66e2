package io.keyturn.bench.page;

/** The reads in the order in which the page shows them. */
enum Reads {
  FIELD("a volatile field", "field.2"),
  ROTATING("`Rotating.get()`", "rotating.2"),
  MAP("`ConcurrentHashMap.get`, 2 keys", "map.2"),
  EQUAL_MAP("the same, 2 keys of another instance", "equalMap.2"),
  DECLARED("`Secrets.get`, 2 names", "declared.2"),
  UNDECLARED("`Secrets.get`, undeclared", "undeclared.2"),
  MAP_500("`ConcurrentHashMap.get`, 500 keys", "map.500"),
  EQUAL_MAP_500("the same, 500 keys of another instance", "equalMap.500"),
  DECLARED_500("`Secrets.get`, 500 names", "declared.500"),
  UNDECLARED_500("`Secrets.get`, undeclared beside 500", "undeclared.500"),
  GETENV("`System.getenv`", "getenv"),
  SMALLRYE("SmallRye Config", "smallRye"),
  SPRING("Spring `Environment`", "spring"),
  GESTALT("Gestalt", "gestalt"),
  CACHING_JAVA("caching-java", "cachingJava");

  final String label;
  private final String name;

  Reads(String label, String name) {
    this.label = label;
    this.name = name;
  }

  String figure(int threads) {
    return "reading." + name + "." + threads + "t";
  }
}
