module quickstart {
  requires io.keyturn;
}
