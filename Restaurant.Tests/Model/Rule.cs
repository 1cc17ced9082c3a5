namespace Restaurant.Tests.Model;

/// <summary>A command: where it is given, by whom, and what comes of it once nothing general speaks against it.</summary>
/// <param name="Kind">Of the aggregate that it is for.</param>
/// <param name="Path">Of its resource; <c>{id}</c> is the aggregate, other names in braces are members.</param>
/// <param name="Who">Kinds of callers.</param>
internal sealed record Rule(string Command, string Kind, string Method, string Path, IReadOnlyList<string> Who, Func<Turn, Verdict> Decide)
{
    public static readonly IReadOnlyList<string> Anyone = ["customer", "staff", "manager"];

    /// <summary>What the resource's body says beside the command's members.</summary>
    public string? Aside { get; init; }

    /// <summary>Whether it begins an aggregate.</summary>
    public bool Begins => Command is "addMenuItem" or "signUpCustomer" or "openOrder";

    /// <summary>Whether it makes something that has a place.</summary>
    public bool Creates => Begins || Command == "addAddress";
}

/// <summary>One command at one moment.</summary>
/// <param name="Id">Of the aggregate.</param>
/// <param name="State">Null when there is none yet.</param>
/// <param name="At">When it happens, if it does.</param>
internal sealed record Turn(World World, Request Request, Learned Id, State? State, Learned At);
