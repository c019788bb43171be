"""The words that the made-up centre wrote for the page of its patients, by language and what they are about. Pure."""

from __future__ import annotations

LEAFLETS = {
    "en": {
        "today": (
            "A minute of breathing. Sit down and rest your feet on the floor. Breathe in through the nose "
            "while you count to four, and out slowly while you count to six. Ten times.\n\nIf your mind "
            "wanders off, that is all right: come back to counting."
        ),
        "beside": (
            "On the first Thursday of each month, at 17:00, the ward talks with relatives and friends, in "
            "the room beside the entrance. Nobody needs to sign up.\n\nWhoever cares for you may also call "
            "the centre for themselves."
        ),
        "level-2": (
            "You can begin at home, on this page. Neus, a nurse of the day hospital, reads what you share and "
            "writes back."
        ),
        "level-3": (
            "Our groups are on this site: a few people write to each other, by day or by night, under names that they "
            "choose. Clara and Pau look after them."
        ),
        "level-4": (
            "Eight meetings by video, on Wednesdays at 17:00. The next series begins on the first Wednesday of a month."
        ),
    },
    "es": {
        "today": (
            "Un minuto para respirar. Siéntese y apoye los pies en el suelo. Tome aire por la nariz mientras"
            " cuenta hasta cuatro y suéltelo despacio mientras cuenta hasta seis. Diez veces.\n\nSi se "
            "distrae, no pasa nada: vuelva a contar."
        ),
        "beside": (
            "El primer jueves de cada mes, a las 17:00, la planta se reúne con familiares y amigos en la "
            "sala que hay junto a la entrada. No hace falta apuntarse.\n\nQuien le cuida también puede llamar"
            " al centro para hablar de lo suyo."
        ),
        "level-2": (
            "Puede empezar en casa, en esta página. Neus, enfermera del hospital de día, lee lo que comparta y "
            "le escribe."
        ),
        "level-3": (
            "Nuestros grupos están en esta página: unas pocas personas se escriben, de día o de noche, con los nombres "
            "que eligen. Clara y Pau cuidan de ellos."
        ),
        "level-4": (
            "Ocho reuniones por vídeo, los miércoles a las 17:00. Cada serie empieza el primer miércoles de un mes."
        ),
    },
}
