/* Custom program errors. Clients store and show them: never renumber. Meanings: ../README.md. */
#ifndef BRIDGE_ERRORS_H
#define BRIDGE_ERRORS_H

enum {
    Success = 0,
    UnknownInstruction = 1,
    InvalidInstructionData = 2,
    WrongAccountCount = 3,
    MissingSignature = 4,
    NotWritable = 5,
    WrongOwner = 6,
    WrongAccount = 7,
    AlreadyExists = 8,
    NotUpgradeAuthority = 9,
    NotGovernor = 10,
    InvalidGroupKey = 11,
    InvalidConfiguration = 12,
    WrongTokenProgram = 13,
    InvalidMint = 14,
    InvalidTokenAccount = 15,
    InvalidLimits = 16,
    AssetClosed = 17,
    WrongChain = 18,
    InvalidKind = 19,
    ZeroAmount = 20,
    Dust = 21,
    AmountOverflow = 22,
    InvalidRecipient = 23,
    WrongOutboxPage = 24,
    BalanceMismatch = 25,
    WrongEpoch = 26,
    InvalidBatch = 27,
    InvalidProof = 28,
    InvalidSignature = 29,
    AlreadyConsumed = 30,
    AboveMaxRelease = 31,
    AboveLimit = 32,
    InvalidTransfer = 33,
    RentUnknown = 34,
    SequenceExhausted = 35,
};

/* Every instruction is a list of requirements: the first that does not hold is its result, and the runtime undoes what was done. */
#define REQUIRE(condition, error) do { if (!(condition)) return (error); } while (0)
#define TRY(step) do { u64 error_ = (step); if (error_ != Success) return error_; } while (0)

#endif
