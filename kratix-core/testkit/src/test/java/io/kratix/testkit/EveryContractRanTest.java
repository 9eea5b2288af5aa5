// SPDX-License-Identifier: Apache-2.0
package io.kratix.testkit;

class EveryContractRanTest implements EveryContractRan {}
