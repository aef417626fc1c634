import Foundation
import struct Combine.AnyPublisher
@testable import OrchardCore

/// How ripe a fruit is.
public enum Ripeness: Int, CaseIterable {
    case green = 0
    case ripe, rotten

    /// A word for people.
    var word: String {
        switch self {
        case .green: return "green"
        case .ripe, .rotten: return "soft"
        }
    }
}

indirect enum Tree<Leaf> {
    case leaf(Leaf)
    case node(left: Tree<Leaf>, right: Tree<Leaf>)
}

/// Something that can be picked.
///
/// Picking is never undone.
public protocol Pickable: AnyObject, Sendable {
    associatedtype Basket: Collection = [Self]
    static var season: String { get }
    var weight: Double { get set }
    init(weight: Double)
    func pick(into basket: inout Basket) throws -> Bool
}

typealias Callback<T> = (Result<T, Error>) -> Void

precedencegroup GraftPrecedence {
    associativity: left
}

infix operator <+>: GraftPrecedence

/**
 A fruit on a tree.
 */
@objc(ORFruit) @available(iOS 15, *)
open class Fruit: NSObject, Pickable, @unchecked Sendable {
    public static let season = "autumn"
    static var shared: Fruit = Fruit(weight: 1)
    private(set) var picked = false, washed = false
    @Published var weight: Double {
        willSet { print(newValue) }
        didSet { notify() }
    }
    lazy var formatter: NumberFormatter = {
        let made = NumberFormatter()
        return made
    }()

    struct Key: Hashable {
        let raw: String
        subscript(index: Int) -> Character { raw[raw.index(raw.startIndex, offsetBy: index)] }
    }

    public required init(weight: Double) {
        self.weight = weight
        super.init()
    }

    convenience init?(_ text: String) {
        guard let weight = Double(text) else { return nil }
        self.init(weight: weight)
    }

    deinit {
        Log.shared.debug("gone")
    }

    /// Picks the fruit.
    @discardableResult
    public func pick(into basket: inout [Fruit]) throws -> Bool {
        if picked || washed { return false }
        for other in basket where other.weight > weight {
            other.notify()
        }
        while basket.count > 3 { basket.removeLast() }
        do {
            try Checker<Fruit>.check(self)
        } catch {
            throw PickError.late
        }
        return basket.isEmpty ? true : basket.contains { $0 === self } && picked
    }

    private func notify() { NotificationCenter.default.post(name: .picked, object: self) }

    static func <+> (left: Fruit, right: Fruit) -> Fruit { left }
}

// MARK: - Sorting

extension Fruit: Comparable {
    public static func < (left: Fruit, right: Fruit) -> Bool { left.weight < right.weight }

    /// Half of the weight.
    var half: Double { weight / 2 }
}

extension Array where Element == Fruit {
    func heaviest<Key: Comparable>(
        by key: (Element) -> Key,
        or fallback: @autoclosure () -> Element? = nil
    ) async rethrows -> Element? {
        self.max { key($0) < key($1) } ?? fallback()
    }
}

actor Picker {
    var queue: [Fruit] = []

    func next() async -> Fruit? { await withCheckedContinuation { $0.resume(returning: queue.popLast()) } }
}

func makeOrchard(of count: Int = 3) -> some Sequence { (0..<count).map { Fruit(weight: Double($0)) } }

let orchardSize = 12
