using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Reflected = System.Reflection.Assembly;

namespace Restaurant.Tests.Architecture;

/// <summary>
/// A part of the code, and all that its types use: types by <c>Namespace.Type</c>, methods by <c>Namespace.Type::Method</c>. A
/// name in a rule stands for itself and for all that lies below it.
/// <para>Known blind spots of the library that reads the code: the body of an asynchronous iterator, and the type in a <c>catch</c>.</para>
/// </summary>
internal sealed class Part
{
    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader()
        .LoadAssemblies(
            Reflected.Load("Restaurant.Actors"), Reflected.Load("Restaurant.Projections"), Reflected.Load("Restaurant.Api"), typeof(Part).Assembly)
        .Build();

    private readonly string _name;
    private readonly List<IType> _types;

    private Part(string name, IEnumerable<IType> types)
    {
        (_name, _types) = (name, [.. types]);
        Assert.True(_types.Count > 0, $"There are no types in {name}: a rule about nobody proves nothing.");
    }

    public IEnumerable<string> Types => _types.Select(type => type.FullName);

    /// <summary>The types of a namespace and of those below it.</summary>
    public static Part In(string name) => new(name, TypesIn(name));

    /// <summary>The types of a namespace, without those below it.</summary>
    public static Part At(string name) => new(name, Code.Types.Where(type => type.Namespace.FullName == name));

    /// <summary>The part without the types of its outermost namespace.</summary>
    public Part Below() => new($"the namespaces below {_name}", _types.Where(type => type.Namespace.FullName != _name));

    public Part Without(params string[] names) =>
        new($"{_name} without {string.Join(", ", names)}", _types.Where(type => !names.Any(name => IsBelow(type.FullName, name))));

    /// <summary>What else the part uses, as <c>user -> used</c>. What lies in a namespace of the part itself is allowed.</summary>
    public IReadOnlyList<string> UsesBeside(params string[] allowed)
    {
        var own = _types.Select(type => type.Namespace.FullName).ToHashSet();
        return Uses(used => !own.Contains(NamespaceOf(used)) && !allowed.Any(name => IsBelow(NameOf(used), name)));
    }

    /// <summary>What else of this program the part uses; libraries are allowed.</summary>
    public IReadOnlyList<string> UsesOfOursBeside(params string[] allowed) =>
        [.. UsesBeside(allowed).Where(use => use.Split(" -> ")[1].StartsWith("Restaurant.", StringComparison.Ordinal))];

    /// <summary>What the part uses of what it must not, as <c>user -> used</c>.</summary>
    public IReadOnlyList<string> UsesOf(params string[] forbidden) => Uses(used => forbidden.Any(name => IsBelow(NameOf(used), name)));

    private static IEnumerable<IType> TypesIn(string name) => Code.Types.Where(type => IsBelow(type.Namespace.FullName, name));

    private List<string> Uses(Func<ITypeDependency, bool> counts) =>
    [
        .. _types
            .SelectMany(type => type.Dependencies, (type, used) => (type, used))
            .Where(use => !use.used.Target.Name.StartsWith('<') && counts(use.used))
            .Select(use => $"{use.type.FullName} -> {NameOf(use.used)}")
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static string NameOf(ITypeDependency used) =>
        used is MethodCallDependency call ? $"{used.Target.FullName}::{call.TargetMember.Name.Split('(')[0]}" : used.Target.FullName;

    private static string NamespaceOf(ITypeDependency used) => used.Target.Namespace.FullName;

    private static bool IsBelow(string full, string name) =>
        full.StartsWith(name, StringComparison.Ordinal) && (full.Length == name.Length || full[name.Length] is '.' or '+' or '`' or ':');
}
