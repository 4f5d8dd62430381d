/*
 * Copyright contributors to zkNode for Besu.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.zknode.rlpx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keccak-256 (FIPS 202 permutation with the padding of the original submission) whose value can be
 * read at any time without ending it. Every byte of RLPx goes through it, on both sides, and it is
 * most of what RLPx costs. Reading whole lanes and two rounds at a time make it a third faster than
 * BouncyCastle's, whose value can only be read from a copy.
 */
final class RunningKeccak {
  /** Bytes absorbed for each permutation: 1600 bits less twice the 256 of the digest. */
  private static final int RATE = 136;

  private static final VarHandle LANE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long[] ROUND_CONSTANTS = {
    0x0000000000000001L, 0x0000000000008082L, 0x800000000000808aL, 0x8000000080008000L,
    0x000000000000808bL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
    0x000000000000008aL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000aL,
    0x000000008000808bL, 0x800000000000008bL, 0x8000000000008089L, 0x8000000000008003L,
    0x8000000000008002L, 0x8000000000000080L, 0x000000000000800aL, 0x800000008000000aL,
    0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L
  };

  private final long[] state = new long[25];
  private final byte[] waiting = new byte[RATE];
  private int waitingBytes;

  void update(final byte[] data, final int offset, final int length) {
    int at = offset;
    int left = length;
    if (waitingBytes > 0) {
      final int fitting = Math.min(left, RATE - waitingBytes);
      System.arraycopy(data, at, waiting, waitingBytes, fitting);
      waitingBytes += fitting;
      at += fitting;
      left -= fitting;
      if (waitingBytes < RATE) {
        return;
      }
      absorb(state, waiting, 0);
      waitingBytes = 0;
    }
    for (; left >= RATE; at += RATE, left -= RATE) {
      absorb(state, data, at);
    }
    System.arraycopy(data, at, waiting, 0, left);
    waitingBytes = left;
  }

  /**
   * The digest of everything so far; more can follow.
   *
   * @param bytes how many of its 32, a multiple of 8
   */
  byte[] value(final int bytes) {
    final byte[] last = Arrays.copyOf(waiting, RATE);
    Arrays.fill(last, waitingBytes, RATE, (byte) 0);
    last[waitingBytes] = 0x01;
    last[RATE - 1] |= (byte) 0x80;
    final long[] copy = state.clone();
    absorb(copy, last, 0);
    final byte[] out = new byte[bytes];
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      LANE.set(out, Long.BYTES * i, copy[i]);
    }
    return out;
  }

  private static void absorb(final long[] state, final byte[] data, final int offset) {
    for (int i = 0; i < RATE / Long.BYTES; i++) {
      state[i] ^= (long) LANE.get(data, offset + Long.BYTES * i);
    }
    permute(state);
  }

  // Lane x + 5 y is called a, after an odd number of rounds e; c are the columns' parities, d what
  // theta adds to each column, b the lanes after rho and pi.
  private static void permute(final long[] s) {
    long a00 = s[0];
    long a01 = s[1];
    long a02 = s[2];
    long a03 = s[3];
    long a04 = s[4];
    long a05 = s[5];
    long a06 = s[6];
    long a07 = s[7];
    long a08 = s[8];
    long a09 = s[9];
    long a10 = s[10];
    long a11 = s[11];
    long a12 = s[12];
    long a13 = s[13];
    long a14 = s[14];
    long a15 = s[15];
    long a16 = s[16];
    long a17 = s[17];
    long a18 = s[18];
    long a19 = s[19];
    long a20 = s[20];
    long a21 = s[21];
    long a22 = s[22];
    long a23 = s[23];
    long a24 = s[24];
    for (int round = 0; round < ROUND_CONSTANTS.length; round += 2) {
      final long c00 = a00 ^ a05 ^ a10 ^ a15 ^ a20;
      final long c01 = a01 ^ a06 ^ a11 ^ a16 ^ a21;
      final long c02 = a02 ^ a07 ^ a12 ^ a17 ^ a22;
      final long c03 = a03 ^ a08 ^ a13 ^ a18 ^ a23;
      final long c04 = a04 ^ a09 ^ a14 ^ a19 ^ a24;
      final long d00 = c04 ^ Long.rotateLeft(c01, 1);
      final long d01 = c00 ^ Long.rotateLeft(c02, 1);
      final long d02 = c01 ^ Long.rotateLeft(c03, 1);
      final long d03 = c02 ^ Long.rotateLeft(c04, 1);
      final long d04 = c03 ^ Long.rotateLeft(c00, 1);
      final long b000 = a00 ^ d00;
      final long b001 = Long.rotateLeft(a06 ^ d01, 44);
      final long b002 = Long.rotateLeft(a12 ^ d02, 43);
      final long b003 = Long.rotateLeft(a18 ^ d03, 21);
      final long b004 = Long.rotateLeft(a24 ^ d04, 14);
      final long e00 = b000 ^ ~b001 & b002 ^ ROUND_CONSTANTS[round + 0];
      final long e01 = b001 ^ ~b002 & b003;
      final long e02 = b002 ^ ~b003 & b004;
      final long e03 = b003 ^ ~b004 & b000;
      final long e04 = b004 ^ ~b000 & b001;
      final long b005 = Long.rotateLeft(a03 ^ d03, 28);
      final long b006 = Long.rotateLeft(a09 ^ d04, 20);
      final long b007 = Long.rotateLeft(a10 ^ d00, 3);
      final long b008 = Long.rotateLeft(a16 ^ d01, 45);
      final long b009 = Long.rotateLeft(a22 ^ d02, 61);
      final long e05 = b005 ^ ~b006 & b007;
      final long e06 = b006 ^ ~b007 & b008;
      final long e07 = b007 ^ ~b008 & b009;
      final long e08 = b008 ^ ~b009 & b005;
      final long e09 = b009 ^ ~b005 & b006;
      final long b010 = Long.rotateLeft(a01 ^ d01, 1);
      final long b011 = Long.rotateLeft(a07 ^ d02, 6);
      final long b012 = Long.rotateLeft(a13 ^ d03, 25);
      final long b013 = Long.rotateLeft(a19 ^ d04, 8);
      final long b014 = Long.rotateLeft(a20 ^ d00, 18);
      final long e10 = b010 ^ ~b011 & b012;
      final long e11 = b011 ^ ~b012 & b013;
      final long e12 = b012 ^ ~b013 & b014;
      final long e13 = b013 ^ ~b014 & b010;
      final long e14 = b014 ^ ~b010 & b011;
      final long b015 = Long.rotateLeft(a04 ^ d04, 27);
      final long b016 = Long.rotateLeft(a05 ^ d00, 36);
      final long b017 = Long.rotateLeft(a11 ^ d01, 10);
      final long b018 = Long.rotateLeft(a17 ^ d02, 15);
      final long b019 = Long.rotateLeft(a23 ^ d03, 56);
      final long e15 = b015 ^ ~b016 & b017;
      final long e16 = b016 ^ ~b017 & b018;
      final long e17 = b017 ^ ~b018 & b019;
      final long e18 = b018 ^ ~b019 & b015;
      final long e19 = b019 ^ ~b015 & b016;
      final long b020 = Long.rotateLeft(a02 ^ d02, 62);
      final long b021 = Long.rotateLeft(a08 ^ d03, 55);
      final long b022 = Long.rotateLeft(a14 ^ d04, 39);
      final long b023 = Long.rotateLeft(a15 ^ d00, 41);
      final long b024 = Long.rotateLeft(a21 ^ d01, 2);
      final long e20 = b020 ^ ~b021 & b022;
      final long e21 = b021 ^ ~b022 & b023;
      final long e22 = b022 ^ ~b023 & b024;
      final long e23 = b023 ^ ~b024 & b020;
      final long e24 = b024 ^ ~b020 & b021;
      final long c10 = e00 ^ e05 ^ e10 ^ e15 ^ e20;
      final long c11 = e01 ^ e06 ^ e11 ^ e16 ^ e21;
      final long c12 = e02 ^ e07 ^ e12 ^ e17 ^ e22;
      final long c13 = e03 ^ e08 ^ e13 ^ e18 ^ e23;
      final long c14 = e04 ^ e09 ^ e14 ^ e19 ^ e24;
      final long d10 = c14 ^ Long.rotateLeft(c11, 1);
      final long d11 = c10 ^ Long.rotateLeft(c12, 1);
      final long d12 = c11 ^ Long.rotateLeft(c13, 1);
      final long d13 = c12 ^ Long.rotateLeft(c14, 1);
      final long d14 = c13 ^ Long.rotateLeft(c10, 1);
      final long b100 = e00 ^ d10;
      final long b101 = Long.rotateLeft(e06 ^ d11, 44);
      final long b102 = Long.rotateLeft(e12 ^ d12, 43);
      final long b103 = Long.rotateLeft(e18 ^ d13, 21);
      final long b104 = Long.rotateLeft(e24 ^ d14, 14);
      a00 = b100 ^ ~b101 & b102 ^ ROUND_CONSTANTS[round + 1];
      a01 = b101 ^ ~b102 & b103;
      a02 = b102 ^ ~b103 & b104;
      a03 = b103 ^ ~b104 & b100;
      a04 = b104 ^ ~b100 & b101;
      final long b105 = Long.rotateLeft(e03 ^ d13, 28);
      final long b106 = Long.rotateLeft(e09 ^ d14, 20);
      final long b107 = Long.rotateLeft(e10 ^ d10, 3);
      final long b108 = Long.rotateLeft(e16 ^ d11, 45);
      final long b109 = Long.rotateLeft(e22 ^ d12, 61);
      a05 = b105 ^ ~b106 & b107;
      a06 = b106 ^ ~b107 & b108;
      a07 = b107 ^ ~b108 & b109;
      a08 = b108 ^ ~b109 & b105;
      a09 = b109 ^ ~b105 & b106;
      final long b110 = Long.rotateLeft(e01 ^ d11, 1);
      final long b111 = Long.rotateLeft(e07 ^ d12, 6);
      final long b112 = Long.rotateLeft(e13 ^ d13, 25);
      final long b113 = Long.rotateLeft(e19 ^ d14, 8);
      final long b114 = Long.rotateLeft(e20 ^ d10, 18);
      a10 = b110 ^ ~b111 & b112;
      a11 = b111 ^ ~b112 & b113;
      a12 = b112 ^ ~b113 & b114;
      a13 = b113 ^ ~b114 & b110;
      a14 = b114 ^ ~b110 & b111;
      final long b115 = Long.rotateLeft(e04 ^ d14, 27);
      final long b116 = Long.rotateLeft(e05 ^ d10, 36);
      final long b117 = Long.rotateLeft(e11 ^ d11, 10);
      final long b118 = Long.rotateLeft(e17 ^ d12, 15);
      final long b119 = Long.rotateLeft(e23 ^ d13, 56);
      a15 = b115 ^ ~b116 & b117;
      a16 = b116 ^ ~b117 & b118;
      a17 = b117 ^ ~b118 & b119;
      a18 = b118 ^ ~b119 & b115;
      a19 = b119 ^ ~b115 & b116;
      final long b120 = Long.rotateLeft(e02 ^ d12, 62);
      final long b121 = Long.rotateLeft(e08 ^ d13, 55);
      final long b122 = Long.rotateLeft(e14 ^ d14, 39);
      final long b123 = Long.rotateLeft(e15 ^ d10, 41);
      final long b124 = Long.rotateLeft(e21 ^ d11, 2);
      a20 = b120 ^ ~b121 & b122;
      a21 = b121 ^ ~b122 & b123;
      a22 = b122 ^ ~b123 & b124;
      a23 = b123 ^ ~b124 & b120;
      a24 = b124 ^ ~b120 & b121;
    }
    s[0] = a00;
    s[1] = a01;
    s[2] = a02;
    s[3] = a03;
    s[4] = a04;
    s[5] = a05;
    s[6] = a06;
    s[7] = a07;
    s[8] = a08;
    s[9] = a09;
    s[10] = a10;
    s[11] = a11;
    s[12] = a12;
    s[13] = a13;
    s[14] = a14;
    s[15] = a15;
    s[16] = a16;
    s[17] = a17;
    s[18] = a18;
    s[19] = a19;
    s[20] = a20;
    s[21] = a21;
    s[22] = a22;
    s[23] = a23;
    s[24] = a24;
  }
}
