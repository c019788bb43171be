"""Spanish of the page of a session."""

T = {
    "If picture or sound does not work: by telephone": "Si la imagen o el sonido no funcionan: por teléfono",
    "Or call the centre, and say that you have a session now.": "O llame al centro y diga que tiene una sesión ahora.",
    "It is led by %(name)s.": "La dirige %(name)s.",
    "The way into your session": "La entrada a su sesión",
    "This session was called off": "Esta sesión se ha cancelado",
    "You need not do anything.": "No tiene que hacer nada.",
    "This session is over. Nobody is in the room any more.": "Esta sesión ha terminado. Ya no queda nadie en la sala.",
    "You were asked to come, and have not said yet whether you do. Say so first.": (
        "Se le ha invitado y aún no ha dicho si viene. Dígalo primero."
    ),
    "You have no place in this session now, so you cannot come in.": (
        "Ahora no tiene plaza en esta sesión, así que no puede entrar."
    ),
    "About this session": "Sobre esta sesión",
    "The room opens 10 minutes before: %(when)s. Open this page again then.": (
        "La sala se abre 10 minutos antes: %(when)s. Vuelva a abrir esta página entonces."
    ),
    "Look again": "Mirar otra vez",
    "Take part in your session": "Participar en su sesión",
    "You meet in a room, not by video:": "Se reúnen en una sala, no por vídeo:",
    "You meet by telephone. No camera and no computer is needed.": (
        "Se reúnen por teléfono. No hace falta cámara ni ordenador."
    ),
    "You leave this page": "Sale de esta página",
    "The button “I need help now” is not on that page. Keep this one open.": (
        "El botón «Necesito ayuda ahora» no está en esa página. Deje esta abierta."
    ),
    "Go to %(server)s": "Ir a %(server)s",
    "The video cannot be opened": "El vídeo no se puede abrir",
    "Its address is not right. Nothing is lost: please take part by telephone.": (
        "Su dirección no es correcta. No se pierde nada: participe por teléfono, por favor."
    ),
    "Come to your session": "Venir a su sesión",
    "The video cannot be opened just now": "El vídeo no se puede abrir en este momento",
    "Nothing is lost. Try again in a minute, or take part by telephone.": (
        "No se pierde nada. Inténtelo dentro de un minuto o participe por teléfono."
    ),
    "Camera and microphone are asked for on the next page. You can come without either.": (
        "La cámara y el micrófono se piden en la página siguiente. Puede venir sin ellos."
    ),
    "Video needs JavaScript, which is off in this browser. Please take part by telephone.": (
        "El vídeo necesita JavaScript, que está apagado en este navegador. Participe por teléfono, por favor."
    ),
    "Come in": "Entrar",
    "In your session": "En su sesión",
    "The video of your session": "El vídeo de su sesión",
    "Leave the session": "Salir de la sesión",
    "Your session now": "Su sesión ahora",
    "Video needs JavaScript": "El vídeo necesita JavaScript",
    "It is off in this browser, so there is no picture and no sound here. Please take part by telephone: the number"
    " stands below. Or open this page in another browser.": (
        "Está apagado en este navegador, así que aquí no hay imagen ni sonido. Participe por teléfono, por favor: el"
        " número está más abajo. O abra esta página en otro navegador."
    ),
    "Before you come in": "Antes de entrar",
    "You see and hear the talk. Nobody sees or hears you.": "Usted ve y oye la charla. A usted nadie le ve ni le oye.",
    "Try camera and sound. Your browser asks whether this page may use them. You can come without a camera, with sound"
    " only. Nobody sees or hears you until you come in.": (
        "Pruebe la cámara y el sonido. Su navegador le pregunta si esta página puede usarlos. Puede venir sin cámara,"
        " solo con sonido. Nadie le ve ni le oye hasta que entre."
    ),
    "Try camera and sound": "Probar la cámara y el sonido",
    "Try sound only": "Probar solo el sonido",
    "Your own picture": "Su propia imagen",
    "How loud we hear you": "Cómo de fuerte se le oye",
    "Camera": "Cámara",
    "Microphone": "Micrófono",
    "Play a short sound, to try the loudspeaker": "Oír un sonido corto, para probar el altavoz",
    "Open the room and come in": "Abrir la sala y entrar",
    "You are at the door": "Está en la puerta",
    "%(name)s lets you in. This can take some minutes. You need not do anything: the page goes on by itself. Nobody"
    " sees or hears you now.": (
        "%(name)s le deja entrar. Puede tardar unos minutos. No tiene que hacer nada: la página sigue por sí sola."
        " Ahora nadie le ve ni le oye."
    ),
    "%(name)s is not in the room yet.": "%(name)s todavía no está en la sala.",
    "Leave": "Salir",
    "You are not in the room": "No está en la sala",
    "Come in again": "Volver a entrar",
    "The room": "La sala",
    "Mute me": "Silenciarme",
    "Camera off": "Cámara apagada",
    "Sound only, for a weak line": "Solo sonido, si la conexión es débil",
    "Raise my hand": "Levantar la mano",
    "Chat": "Chat",
    "Tell %(name)s, and nobody else": "Decírselo a %(name)s y a nadie más",
    "You stay in the room.": "Usted sigue en la sala.",
    "Numbers to call, day and night": "Números a los que llamar, de día y de noche",
    "Who is here": "Quién está aquí",
    "Everybody in the room reads it. It is not kept: when you leave, it is gone.": (
        "Lo leen todas las personas de la sala. No se guarda: cuando usted sale, desaparece."
    ),
    "Write to everybody": "Escribir a todos",
    "leads the session": "dirige la sesión",
    "raised a hand": "ha levantado la mano",
    "the line is broken": "se ha cortado la conexión",
    "asks you for help, without the others": "le pide ayuda, sin que lo sepan los demás",
    "I have seen it": "Lo he visto",
    "They leave the room and cannot come back unless you let them in.": (
        "Sale de la sala y no puede volver si usted no le deja entrar."
    ),
    "Yes, take out": "Sí, sacar",
    "At the door": "En la puerta",
    "Nobody waits.": "No espera nadie.",
    "Let everybody in": "Dejar entrar a todos",
    "End the session for everybody": "Terminar la sesión para todos",
    "Everybody leaves the room, and nobody can come in any more.": "Todos salen de la sala y ya no puede entrar nadie.",
    "Yes, end it for everybody": "Sí, terminarla para todos",
    "Let in": "Dejar entrar",
    "We see and hear you. You can come in.": "Se le ve y se le oye. Puede entrar.",
    "We hear you. You come with sound only.": "Se le oye. Viene solo con sonido.",
    "There is no camera, or it is in use elsewhere. You can come with sound only.": (
        "No hay cámara, o la usa otro programa. Puede venir solo con sonido."
    ),
    "We find no microphone, so nobody would hear you. Plug one in and try again, or call: the number stands below. You"
    " can also come in and only listen.": (
        "No encontramos ningún micrófono, así que nadie le oiría. Conecte uno y pruebe otra vez, o llame: el número está"
        " más abajo. También puede entrar y solo escuchar."
    ),
    "This page may not use camera and microphone. Press the sign beside the address at the top of your browser, allow"
    " them, and try again. Or call: the number stands below. You can also come in and only listen.": (
        "Esta página no tiene permiso para usar la cámara y el micrófono. Pulse el símbolo que está junto a la dirección,"
        " arriba en su navegador, permítalos y pruebe otra vez. O llame: el número está más abajo. También puede entrar"
        " y solo escuchar."
    ),
    "This browser cannot do video. Please use another one, or call: the number stands below.": (
        "Este navegador no puede mostrar vídeo. Use otro, por favor, o llame: el número está más abajo."
    ),
    "Now here: %(name)s.": "Acaba de entrar: %(name)s.",
    "No more here: %(name)s.": "Ya no está aquí: %(name)s.",
    "At the door: %(name)s.": "En la puerta: %(name)s.",
    "Raised a hand: %(name)s.": "Ha levantado la mano: %(name)s.",
    "Asks you for help: %(name)s.": "Le pide ayuda: %(name)s.",
    "Wrote in the chat: %(name)s.": "Ha escrito en el chat: %(name)s.",
    ": %(name)s": ": %(name)s",
    "You are in the room.": "Está en la sala.",
    "Picture and sound are on their way.": "La imagen y el sonido están en camino.",
    "You were muted. When you want to speak, press “Mute me” once more.": (
        "Se le ha silenciado. Cuando quiera hablar, pulse otra vez «Silenciarme»."
    ),
    "Told. You can stay here or leave, as you like.": "Ya lo hemos dicho. Puede quedarse aquí o salir, como prefiera.",
    "The line is broken. We try again by ourselves: you need not do anything. Or call: the number stands below.": (
        "Se ha cortado la conexión. Lo intentamos otra vez: no tiene que hacer nada. O llame: el número está más abajo."
    ),
    "The line is back.": "La conexión ha vuelto.",
    "Sound only, on both sides. It needs the least of a weak line.": (
        "Solo sonido, en los dos sentidos. Es lo que menos necesita una conexión débil."
    ),
    "Picture and sound do not work just now. We try again by ourselves. Or call: the number stands below.": (
        "La imagen y el sonido no funcionan en este momento. Lo intentamos otra vez. O llame: el número está más abajo."
    ),
    "It could not be sent. Nothing is lost: try again in a moment.": (
        "No se ha podido enviar. No se pierde nada: inténtelo dentro de un momento."
    ),
    "The chat does not work just now.": "El chat no funciona en este momento.",
    "You left the session. You can come in again while it lasts.": (
        "Ha salido de la sesión. Puede volver a entrar mientras dure."
    ),
    "The session has ended.": "La sesión ha terminado.",
    "You were taken out of this session. If that is a mistake, call: the number stands below.": (
        "Se le ha sacado de esta sesión. Si es un error, llame: el número está más abajo."
    ),
    "You came in by another page or device, so this one has ended.": (
        "Ha entrado desde otra página u otro dispositivo, así que esta se ha cerrado."
    ),
    "You were signed out. Open your session again from your page.": (
        "Su acceso se ha cerrado. Vuelva a abrir la sesión desde su página."
    ),
    "The talk": "La charla",
    "See and hear the talk": "Ver y oír la charla",
    "It begins soon. The page goes on by itself.": "Empieza pronto. La página sigue por sí sola.",
    "The talk is on.": "La charla está en marcha.",
    # code
    "Waits to be let in": "Espera a que le dejen entrar",
    "Is in the room": "Está en la sala",
    "Left the room": "Ha salido de la sala",
    "Was taken out of the room": "Se le sacó de la sala",
    "Sessions that I joined in the browser": "Sesiones a las que entré por el navegador",
    "The name under which I was seen": "El nombre con el que se me veía",
    "When I came": "Cuándo vine",
    "When I was there last": "Cuándo estuve por última vez",
    "When I asked for help there": "Cuándo pedí ayuda allí",
    "You were taken out of this session. Please call the number on this page.": (
        "Se le ha sacado de esta sesión. Llame, por favor, al número de esta página."
    ),
    "You have no place in this session, so you cannot come in.": (
        "No tiene plaza en esta sesión, así que no puede entrar."
    ),
    "The room of this session is not open now.": "La sala de esta sesión no está abierta ahora.",
    "Write the name under which the others see you.": "Escriba el nombre con el que le ven los demás.",
    "Somebody in this session has this name. Choose another one.": (
        "Alguien de esta sesión tiene ese nombre. Elija otro."
    ),
    "This way in was used already. Press the button once more.": (
        "Esta entrada ya se ha usado. Pulse el botón otra vez."
    ),
    "They lead this session with you, so they cannot be taken out.": (
        "Dirige esta sesión con usted, así que no se le puede sacar."
    ),
    "Under which name do the others see you?": "¿Con qué nombre le ven los demás?",
    "It need not be your own. Whoever leads the session knows who you are.": (
        "No tiene que ser el suyo. Quien dirige la sesión sabe quién es usted."
    ),
}

CONTEXT = {
    ("in a room", "(you)"): "(usted)",
    ("in a room", "speaks"): "habla",
    ("in a room", "muted"): "en silencio",
    ("somebody", "Mute"): "Silenciar",
    ("of a room", "Take out"): "Sacar",
}
