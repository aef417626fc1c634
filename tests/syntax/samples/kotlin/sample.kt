@file:JvmName("HarbourKt")

package port.harbour

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.*
import port.tides.Tide as Water

/** Most ships the harbour can hold. */
const val SHIPS_MAX: Int = 12
private val registry = mutableMapOf<String, Ship>()
var open by Delegates.observable(false) { _, _, _ -> }

typealias Handler<T> = suspend (T) -> Unit

annotation class Slow(val why: String = "")

/**
 * A ship.
 *
 * @property name painted on its bow
 */
@Serializable
data class Ship(
    val name: String,
    private var length: Int = 10,
    crew: List<Sailor> = emptyList(),
) : Vessel(name), Comparable<Ship> {
    /** How heavy it is. */
    val weight: Long
        get() = length * 12L
    lateinit var captain: Sailor

    init {
        require(name.isNotBlank()) { "no name" }
    }

    constructor(text: String, flag: Flag) : this(text) {
        this.captain = flag.owner()
    }

    override operator fun compareTo(other: Ship): Int = length.compareTo(other.length)

    companion object {
        const val KIND = "ship"

        /** Reads a ship from text. */
        @JvmStatic
        fun parse(text: String): Ship? = text.split(";").firstOrNull()?.let(::Ship)
    }

    inner class Cabin(val number: Int) {
        fun clean() = this@Ship.captain.shout("clean $number")
    }
}

sealed interface Berth<out T : Vessel> {
    val place: Int

    data object Free : Berth<Nothing> {
        override val place = 0
    }

    class Taken<T : Vessel>(val by: T) : Berth<T>
}

enum class Weather(val wind: Int) {
    CALM(0),
    STORM(11) {
        override fun warn() = true
    };

    open fun warn(): Boolean = false
}

fun interface Watch {
    fun seen(ship: Ship)
}

object Harbour : Place by Coast, Watch {
    override fun seen(ship: Ship) {
        registry[ship.name] = ship
    }
}

/** Lets every ship in that fits. */
@Slow("tides")
suspend inline fun <reified T : Vessel> Harbour.letIn(
    ships: Flow<T>,
    crossinline onFull: () -> Unit = {},
): Int where T : Comparable<T> {
    var count = 0
    ships.filter { it.fits() && !it.sunk }.collect { ship ->
        if (count >= SHIPS_MAX || ship.name == "") onFull() else count++
    }
    when (count) {
        0 -> return 0
        in 1..3 -> Water.rise()
        else -> for (i in 0 until count) println(i)
    }
    do { count-- } while (count > 0)
    val found = try { registry.getValue("x") } catch (e: NoSuchElementException) { null }
    return found?.weight?.toInt() ?: count
}

val Ship.isLong: Boolean
    get() = weight > 100

infix fun Ship.meets(other: Ship) = object : Watch {
    override fun seen(ship: Ship) = Unit
}

fun List<Ship>.total() = sumOf { it.weight }
