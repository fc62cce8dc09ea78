namespace Bridge.SolanaLinker;

/// <summary>
/// The runtime functions a program may call. A v3 deployment does not check names, a misspelt one fails only when it is executed: so the
/// linker knows them. To use another one, add its exact name here.
/// </summary>
internal static class Syscalls
{
    public static IReadOnlySet<string> Known { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "abort",
        "sol_panic_",
        "sol_log_",
        "sol_log_64_",
        "sol_log_compute_units_",
        "sol_log_data",
        "sol_log_pubkey",
        "sol_create_program_address",
        "sol_try_find_program_address",
        "sol_sha256",
        "sol_keccak256",
        "sol_secp256k1_recover",
        "sol_get_clock_sysvar",
        "sol_get_rent_sysvar",
        "sol_invoke_signed_c",
        "sol_get_return_data",
        "sol_set_return_data",
        "sol_get_stack_height",
        "sol_memcpy_",
        "sol_memmove_",
        "sol_memcmp_",
        "sol_memset_",
    };
}
